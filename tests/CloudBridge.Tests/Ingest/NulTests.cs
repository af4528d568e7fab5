using System.Text.Json;
using Bridge.Ingest;
using Contract;

namespace CloudBridge.Tests.Ingest;

public sealed class NulTests
{
    [Theory]
    [InlineData("a\0b", true)]
    [InlineData("a\\\0b", true)]
    [InlineData("a\\u0000b", false)]
    [InlineData("a\\u0000\0b", true)]
    [InlineData("a\u0001b", false)]
    public void It_is_found_however_it_is_written(string text, bool isThere)
    {
        Assert.Equal(isThere, Nul.IsIn(new WhatIsThis(text), ContractJson.Default.Ask));
        Assert.Equal(isThere, Nul.IsIn(JsonSerializer.SerializeToUtf8Bytes(text)));
    }
}
