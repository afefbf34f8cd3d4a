namespace SmeFunctions.Documents.Word;

/// <summary>The state of reading a document, shared by all of its parts.</summary>
internal sealed class WordReadState
{
    private readonly Dictionary<(bool IsEndnote, string Id), int> _numbers = [];

    /// <summary>The referenced notes, in the order of their numbers.</summary>
    public List<(bool IsEndnote, string Id)> Notes { get; } = [];

    /// <summary>Linked images, which are not downloaded.</summary>
    public int LinkedImages { get; set; }

    /// <summary>The parts of its images.</summary>
    public List<string> Images { get; } = [];

    /// <summary>Charts, diagrams and other objects that are not images.</summary>
    public int Objects { get; set; }

    public bool HasChanges { get; set; }

    /// <summary>The number of a note, from 1, and whether this is its first reference.</summary>
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
