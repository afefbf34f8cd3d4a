namespace SmeFunctions.Documents.Word;

/// <summary>What was met while a document was read, in all of its parts.</summary>
internal sealed class WordReadState
{
    private readonly Dictionary<(bool IsEndnote, string Id), int> _numbers = [];

    /// <summary>The notes referred to, in the order of their numbers.</summary>
    public List<(bool IsEndnote, string Id)> Notes { get; } = [];

    /// <summary>Pictures that are kept elsewhere, and are not fetched.</summary>
    public int LinkedImages { get; set; }

    /// <summary>The parts that hold its pictures.</summary>
    public List<string> Images { get; } = [];

    /// <summary>Charts, diagrams and other objects that are no pictures.</summary>
    public int Objects { get; set; }

    public bool HasChanges { get; set; }

    /// <summary>The number of a note, from 1, and whether this is where it is referred to first.</summary>
    public (int Number, bool IsFirst) GetNumber(bool isEndnote, string id)
    {
        if (_numbers.TryGetValue((isEndnote, id), out var number))
        {
            return (number, false);
        }

        Notes.Add((isEndnote, id));
        _numbers[(isEndnote, id)] = Notes.Count;
        return (Notes.Count, true);
    }
}
