using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Virtual.Cards;

/// <summary>The My Number card as an APDU machine. Status words and their order are those seen on real cards;
/// where nothing is known the card refuses.</summary>
/// <remarks>Tries outlive <see cref="Reset"/>, as they do in the chip. Secure messaging and 特定機関認証 are not played: nobody outside can do them.</remarks>
public sealed class MyNumberCard : IVirtualCard
{
    readonly Lock _gate = new();
    readonly IssuedCard _issued;
    readonly MyNumberOptions _options;
    readonly CardTimes _times;
    readonly CardApplication[] _applications;
    readonly CardApplication _cardManager = CommonFiles.IssuerSecurityDomain();
    readonly HashSet<SecretReference> _verified = [];
    readonly List<SelectedFile> _selectedFiles = [];
    CardApplication _current;
    ElementaryFile? _file;
    int _pinChecks;
    TimeSpan _computing;

    public MyNumberCard(IssuedCard issued, MyNumberOptions? options = null, CardTimes? times = null)
    {
        (_issued, _options, _times) = (issued, options ?? new(), times ?? new());
        CardApplication[] inEveryToken = [JpkiFiles.Build(issued, _options), _cardManager];
        _applications = _options.IsAndroid
            ? inEveryToken
            : [.. inEveryToken, TextFiles.Build(issued, _options), VisualFiles.Build(issued, _options), CommonFiles.Common(issued, _options), CommonFiles.Residents()];
        _current = _cardManager;
    }

    public TimeSpan ComputingTime
    {
        get
        {
            lock (_gate)
            {
                return _computing;
            }
        }
    }

    /// <summary>Every EF made current since the card was made, in order: the witness of what a driver touched.</summary>
    public IReadOnlyList<SelectedFile> SelectedFiles
    {
        get
        {
            lock (_gate)
            {
                return [.. _selectedFiles];
            }
        }
    }

    /// <summary>VERIFY commands that carried a value, right or wrong.</summary>
    public int PinChecks
    {
        get
        {
            lock (_gate)
            {
                return _pinChecks;
            }
        }
    }

    /// <summary>Tries left of the authentication PIN.</summary>
    public int AuthenticationTries => Tries(CardApplicationName.Jpki, JpkiFiles.AuthenticationPin) ?? 0;

    /// <summary>Tries left of the signature password.</summary>
    public int SignatureTries => Tries(CardApplicationName.Jpki, JpkiFiles.SignaturePassword) ?? 0;

    /// <summary>Tries left of the text application's PIN.</summary>
    public int TextTries => Tries(CardApplicationName.Text, TextFiles.Pin) ?? 0;

    /// <summary>Tries left of any secret; null where there is no limit or no such secret.</summary>
    public int? Tries(CardApplicationName application, ushort file)
    {
        lock (_gate)
        {
            return _applications.FirstOrDefault(candidate => candidate.Name == application)?.Reference(file)?.TriesLeft;
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            Enter(_cardManager);
        }
    }

    public byte[] Transmit(ReadOnlySpan<byte> command)
    {
        lock (_gate)
        {
            _computing = _times.Other;
            var answer = ReceivedCommand.TryParse(command, out var received) ? Answer(received) : CardStatus.WrongLength;
            return [.. answer.Data, (byte)(answer.Status >> 8), (byte)answer.Status];
        }
    }

    /// <summary>What goes back: data and status word; a bare status word converts by itself.</summary>
    readonly record struct CardAnswer(byte[] Data, ushort Status)
    {
        public static implicit operator CardAnswer(ushort status) => new([], status);
        public static implicit operator CardAnswer(byte[] data) => new(data, CardStatus.Success);
    }

    CardAnswer Answer(ReceivedCommand command) => (command.Cla, command.Ins) switch
    {
        ( > 0x0F and < 0x80 or > 0x8F, _) => CardStatus.ClassNotSupported,
        (var cla, _) when (cla & 0x03) != 0 => CardStatus.LogicalChannelNotSupported,
        (var cla, _) when (cla & 0x0C) != 0 => _current.Name == CardApplicationName.Jpki ? CardStatus.SecureMessagingRefused : CardStatus.SecureMessagingNotSupported,
        (0x00, 0x20) => Verify(command),
        (0x00, 0x24) => ChangeReference(command, p1: 0x01, CardApplicationName.Jpki, CardApplicationName.Text),
        (0x80, 0x32) => ChangeReference(command, p1: 0x00, CardApplicationName.Common, CardApplicationName.Residents),
        (0x80, 0x2A) => ComputeSignature(command),
        (0x00, 0x84) => GetChallenge(command),
        (0x00, 0x88) => InternalAuthenticate(command),
        (0x80, 0xA2) => CardStatus.WrongParameters,   // SET PUBLIC IC KEY: every P1 P2 that was tried on a card says this
        (0x00, 0xA4) => Select(command),
        (0x80, 0xAE) => SetSessionKey(),
        (0x00, 0xB0) => ReadBinary(command),
        (0x00, 0xB2) => ReadRecord(command),
        (0x00, 0xCA) => GetData(command),
        (_, 0x20 or 0x24 or 0x32 or 0x2A or 0x84 or 0x88 or 0xA2 or 0xA4 or 0xAE or 0xB0 or 0xB2 or 0xCA) => CardStatus.ClassNotSupported,
        _ => CardStatus.InstructionNotSupported,
    };

    CardAnswer Select(ReceivedCommand command) => (command.P1, command.P2) switch
    {
        (0x04, 0x00 or 0x0C) => SelectApplication(command.Data),
        (0x02, 0x00 or 0x0C) => SelectFile(command.Data),
        // The trap: SELECT MF says yes while an application is selected, and does nothing.
        (0x00, 0x00 or 0x0C) when command.Data.IsEmpty => _current == _cardManager ? CardStatus.WrongParameters : CardStatus.Success,
        (0x00, 0x00 or 0x0C) => CardStatus.FileNotFound,
        _ => CardStatus.WrongParameters,
    };

    CardAnswer SelectApplication(ReadOnlySpan<byte> aid)
    {
        if (aid.Length is 0 or > 16)
        {
            return CardStatus.WrongLength;
        }
        foreach (var application in _applications)
        {
            if (application.Aid.AsSpan().StartsWith(aid))   // the beginning of an AID selects too
            {
                Enter(application);
                return CardStatus.Success;
            }
        }
        return CardStatus.FileNotFound;
    }

    void Enter(CardApplication application)
    {
        _verified.Clear();
        (_current, _file) = (application, null);
    }

    CardAnswer SelectFile(ReadOnlySpan<byte> id)
    {
        if (id.Length != 2)
        {
            return CardStatus.WrongLength;
        }
        return MakeCurrent(BinaryPrimitives.ReadUInt16BigEndian(id)) ? CardStatus.Success : CardStatus.FileNotFound;
    }

    bool MakeCurrent(int id)
    {
        if (_current.Find(id) is not { } file)
        {
            return false;
        }
        _file = file;
        _selectedFiles.Add(new(_current.Name, file.Id));
        return true;
    }

    CardAnswer ReadBinary(ReceivedCommand command)
    {
        if (!command.Data.IsEmpty || command.Ne == 0)
        {
            return CardStatus.WrongLength;
        }
        var offset = command.P1 << 8 | command.P2;
        if ((command.P1 & 0x80) != 0)
        {
            if ((command.P1 & 0x60) != 0)
            {
                return CardStatus.WrongParameters;
            }
            if (!MakeCurrent(command.P1 & 0x1F))
            {
                return CardStatus.FileNotFound;
            }
            offset = command.P2;
        }
        return _file switch
        {
            null => CardStatus.NoCurrentFile,
            ElementaryFile.Transparent file when !IsOpen(file.Access) => CardStatus.SecurityNotSatisfied,
            ElementaryFile.Transparent file => Part(file.Content, offset, command.Ne),
            _ => CardStatus.FileKindConflict,
        };
    }

    CardAnswer Part(byte[] content, int offset, int wanted)
    {
        if (offset >= content.Length)
        {
            return CardStatus.OffsetBeyondEnd;
        }
        var length = Math.Min(wanted, content.Length - offset);
        var warns = length < wanted && _options.Quirks.HasFlag(CardQuirks.WarnsAtEndOfFile);
        return new(content[offset..(offset + length)], warns ? CardStatus.EndOfFile : CardStatus.Success);
    }

    bool IsOpen(Access access) => access switch
    {
        Access.Always => true,
        Access.AnyOf(var references) => references.Any(IsVerified),
        _ => false,
    };

    bool IsVerified(ushort id) => _current.Reference(id) is { } reference && _verified.Contains(reference);

    CardAnswer ReadRecord(ReceivedCommand command)
    {
        if (!command.Data.IsEmpty || command.Ne == 0)
        {
            return CardStatus.WrongLength;
        }
        if ((command.P2 & 0x07) != 0x04)   // one record, by its number
        {
            return CardStatus.WrongParameters;
        }
        if (command.P2 >> 3 is not 0 and var id && !MakeCurrent(id))
        {
            return CardStatus.FileNotFound;
        }
        return _file switch
        {
            null => CardStatus.NoCurrentFile,
            ElementaryFile.Record file when command.P1 == 1 => Part(file.Content, 0, command.Ne),
            ElementaryFile.Record => CardStatus.RecordNotFound,
            _ => CardStatus.FileKindConflict,
        };
    }

    /// <summary>P2 = 80 means the current file, 80 + short identifier makes that one current.</summary>
    ushort Reach(byte p2)
    {
        if ((p2 & 0xE0) != 0x80)
        {
            return CardStatus.WrongParameters;
        }
        return p2 == 0x80 || MakeCurrent(p2 & 0x1F)
            ? _file is null ? CardStatus.NoCurrentFile : CardStatus.Success
            : CardStatus.FileNotFound;
    }

    CardAnswer Verify(ReceivedCommand command)
    {
        if (command.P1 != 0)
        {
            return CardStatus.WrongParameters;
        }
        if (command.Data.Length > 16 || command.Ne != 0)
        {
            return CardStatus.WrongLength;
        }
        if (Reach(command.P2) is not CardStatus.Success and var status)
        {
            return status;
        }
        if (_file is not ElementaryFile.Secret { Reference: var reference })
        {
            return CardStatus.FileKindConflict;
        }
        if (command.Data.IsEmpty)
        {
            return reference.StatusOfTries;   // the tries left, also after a right value
        }
        _computing = _times.PinCheck;
        _pinChecks++;
        var verified = reference.Verify(command.Data);
        if (verified == CardStatus.Success)
        {
            _verified.Add(reference);
        }
        else
        {
            _verified.Remove(reference);
        }
        return verified;
    }

    CardAnswer ChangeReference(ReceivedCommand command, byte p1, params ReadOnlySpan<CardApplicationName> where)
    {
        if (!where.Contains(_current.Name))
        {
            return CardStatus.ConditionsNotSatisfied;
        }
        if (command.P1 != p1)
        {
            return CardStatus.WrongParameters;
        }
        if (command.Data.Length is 0 or > 16 || command.Ne != 0)
        {
            return CardStatus.WrongLength;
        }
        if (Reach(command.P2) is not CardStatus.Success and var status)
        {
            return status;
        }
        return _file switch
        {
            ElementaryFile.Secret { Reference: var reference } when !_verified.Contains(reference) => CardStatus.SecurityNotSatisfied,
            ElementaryFile.Secret { Reference: var reference } => reference.Change(command.Data),
            _ => CardStatus.FileKindConflict,
        };
    }

    CardAnswer ComputeSignature(ReceivedCommand command)
    {
        if (_current.DefaultKey is { } id && command.P2 == 0x00)
        {
            return command.P1 == 0x00 ? Sign((ElementaryFile.Key)_current.Find(id)!, command) : CardStatus.WrongParameters;
        }
        if (command.P1 > 0x05)
        {
            return CardStatus.WrongParameters;
        }
        if (Reach(command.P2) is not CardStatus.Success and var status)
        {
            return status;
        }
        return _file switch
        {
            ElementaryFile.Key { OpenedBy: { } reference } when !IsVerified(reference) => CardStatus.SecurityNotSatisfied,
            ElementaryFile.Key key => Sign(key, command),
            _ => CardStatus.FileKindConflict,
        };
    }

    CardAnswer Sign(ElementaryFile.Key key, ReceivedCommand command)
    {
        if (command.Data.IsEmpty || command.Ne < CardKey.Size)
        {
            return CardStatus.WrongLength;
        }
        var isBareHash = command.P1 is 0x02 or 0x04;
        if (isBareHash && command.Data.Length != SHA256.HashSizeInBytes || command.P1 == 0x00 && command.Data.Length > CardKey.LongestContent)
        {
            return CardStatus.ConditionsNotSatisfied;
        }
        _computing = _times.Signature;
        return command.P1 switch
        {
            0x00 => key.Value.SignPadded(command.Data),                                          // as given
            0x01 => key.Value.SignPadded(SHA256.HashData(command.Data)),                         // hashed here, bare
            0x02 => key.Value.SignPadded(CardKey.DigestInfo(command.Data)),                      // a hash, wrapped here
            0x03 => key.Value.SignMessage(command.Data),                                         // hashed and wrapped here
            0x04 => key.Value.SignPss(command.Data),
            _ => key.Value.SignPss(SHA256.HashData(command.Data)),
        };
    }

    static CardAnswer GetChallenge(ReceivedCommand command) => command switch
    {
        { P1: not 0 } or { P2: not 0 } => CardStatus.WrongParameters,
        { IsExtended: true } => CardStatus.ConditionsNotSatisfied,
        { Ne: 0 } or { Data.IsEmpty: false } => CardStatus.WrongLength,
        _ => RandomNumberGenerator.GetBytes(command.Ne),
    };

    CardAnswer InternalAuthenticate(ReceivedCommand command)
    {
        if (command.P1 != 0)
        {
            return CardStatus.WrongParameters;
        }
        if (command.Data.IsEmpty || command.Ne < CardKey.Size)
        {
            return CardStatus.WrongLength;
        }
        if (Reach(command.P2) is not CardStatus.Success and var status)
        {
            return status;
        }
        if (_current.Name != CardApplicationName.Common || _file is not ElementaryFile.Key key)
        {
            return CardStatus.FileKindConflict;
        }
        _computing = _times.Signature;
        return key.Value.SignMessage(command.Data);
    }

    // Only the text application could be given a session key, after its PIN; no cryptogram is right here.
    CardAnswer SetSessionKey() => _current.Name switch
    {
        CardApplicationName.Text when IsVerified(TextFiles.Pin) => CardStatus.WrongData,
        CardApplicationName.Text or CardApplicationName.Jpki or CardApplicationName.Residents => CardStatus.SecurityNotSatisfied,
        _ => CardStatus.NoKeyDelivery,
    };

    CardAnswer GetData(ReceivedCommand command)
    {
        if (!command.Data.IsEmpty || command.Ne == 0)
        {
            return CardStatus.WrongLength;
        }
        var value = CommonFiles.DataObject(command.P1 << 8 | command.P2, isApplicationSelected: _current != _cardManager, _issued);
        return value is null ? CardStatus.DataObjectNotFound : value.Length > command.Ne ? CardStatus.WrongLength : value;
    }
}
