namespace Bench;

/// <summary>An answer of the surface that says what was wrong with the request, and what would be right.</summary>
static class Refusal
{
    public static IResult Because(int status, string error) => Results.Json(new { error }, statusCode: status);

    public static IResult WrongBody(string whatToSend) => Because(StatusCodes.Status400BadRequest, $"send {whatToSend}");

    public static IResult UnknownDevice(string id, BenchWorld world) => Results.Json(
        new { error = $"no appliance \"{id}\" here", devices = world.Appliances.Select(appliance => appliance.Id) },
        statusCode: StatusCodes.Status404NotFound);

    public static IResult UnknownPerson(string slug, BenchWorld world) => Results.Json(
        new { error = $"nobody called \"{slug}\" among the sample people", people = world.People.Select(person => person.Slug) },
        statusCode: StatusCodes.Status404NotFound);
}
