using System.Text;
using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Tests;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Media;

/// <summary>Documents with attachments, in whatever order they and their files come, change and go.</summary>
public sealed class AttachmentResolverTests : IDisposable
{
    private const string Document = "en/2020/notice.md";
    private const string Linked = "en/2020/form.doc";
    private const string InFolder = "en/2020/files/form 1.xlsx";

    private const string Text = "---\ndate: 2020-03-12\n---\n# A notice\n\nFirms apply with a form.\n";

    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_linked_file_is_offered_whichever_comes_first(bool isFileFirst)
    {
        Put(Document, Text + "\nTake [the form](form.doc).\n");
        Put(Linked, "file");
        await DrainAsync(isFileFirst ? [Linked, Document] : [Document, Linked]);

        var article = await ArticleAsync();
        var attachment = Assert.Single(article.Attachments);
        Assert.Equal(new ArticleAttachment("form.doc", Address("form.doc", "file"), 4, "application/msword"), attachment);
        Assert.Contains($"<a href=\"{attachment.Url}\">the form</a>", article.Html, StringComparison.Ordinal);
        Assert.Empty((await _world.RecordAsync(Document)).Warnings);
        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync(Linked)).Status);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_warning_and_plain_text()
    {
        Put(Document, Text + "\nTake [the form](form.doc).\n");
        await DrainAsync(Document);

        var article = await ArticleAsync();
        Assert.Empty(article.Attachments);
        Assert.DoesNotContain("href", article.Html, StringComparison.Ordinal);
        Assert.Equal([$"The attachment 'form.doc' is not there: when it is uploaded as '{Linked}', the article offers it."], (await _world.RecordAsync(Document)).Warnings);
    }

    [Fact]
    public async Task A_file_that_is_replaced_or_deleted_is_followed()
    {
        Put(Document, Text + "\nTake [the form](form.doc).\n");
        Put(Linked, "file");
        await DrainAsync(Document, Linked);

        Put(Linked, "another file");
        await DrainAsync(Linked);
        Assert.Equal((Address("form.doc", "another file"), 12), (Assert.Single((await ArticleAsync()).Attachments).Url, Assert.Single((await ArticleAsync()).Attachments).Bytes));

        _world.Seeds.Remove(Linked);
        await DrainAsync(Linked);
        Assert.Empty((await ArticleAsync()).Attachments);

        // Cached pages still link to the files.
        Assert.Equal(2, _world.Media.Blobs.Count);
    }

    [Theory]
    [InlineData("Attachments: 1. form.doc 2. list.xlsx", "en/2020/form.doc", "en/2020/attachments/list.xlsx")]
    [InlineData("附件：1.form.doc；2.list.xlsx", "en/2020/附件/form.doc", "en/2020/files/list.xlsx")]
    [InlineData("Annex:\n\n1. form.doc\n\n2. list.xlsx", "en/2020/files/form.doc", "en/2020/list.xlsx")]
    public async Task Files_of_the_list_of_annexes_are_offered(string annexes, string form, string list)
    {
        Put(Document, Text + $"\n{annexes}\n");
        Put("en/2020/other.md", Text.Replace("A notice", "Another notice", StringComparison.Ordinal));
        Put(form, "form");
        Put(list, "list");
        await DrainAsync("en/2020/other.md", Document, form, list);

        Assert.Equal(["form.doc", "list.xlsx"], (await ArticleAsync()).Attachments.Select(file => file.Name));
        Assert.Empty((await _world.ArticleAsync("en/2020/other.md")).Attachments);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_in_a_directory_for_attachments_belongs_to_the_only_document_beside_it(bool isFileFirst)
    {
        Put(Document, Text);
        Put(InFolder, "file");
        Put("en/2020/pics/quay.png", "");
        await DrainAsync(isFileFirst ? [InFolder, Document] : [Document, InFolder]);

        Assert.Equal(Address("form 1.xlsx", "file"), Assert.Single((await ArticleAsync()).Attachments).Url);
        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync(InFolder)).Status);

        _world.Seeds.Remove(InFolder);
        await DrainAsync(InFolder);
        Assert.Empty((await ArticleAsync()).Attachments);
    }

    [Fact]
    public async Task A_file_whose_document_is_uploaded_later_is_looked_at_again()
    {
        Put(InFolder, "file");
        await DrainAsync(InFolder);
        Assert.NotNull((await _world.RecordAsync(InFolder)).Due);

        Put(Document, Text);
        await DrainAsync(Document);
        Assert.Empty((await ArticleAsync()).Attachments);

        _world.Time.Advance(TimeSpan.FromMinutes(2));
        await _world.Sweeper.ReconcileAsync(CancellationToken.None);
        await DrainAsync();
        Assert.Single((await ArticleAsync()).Attachments);
        Assert.Null((await _world.RecordAsync(InFolder)).Due);
    }

    [Fact]
    public async Task A_file_without_any_document_is_given_up_after_a_day()
    {
        Put(InFolder, "file");
        await DrainAsync(InFolder);
        for (var hours = 0; hours < 50; hours += 5)
        {
            _world.Time.Advance(TimeSpan.FromHours(5));
            await _world.Sweeper.ReconcileAsync(CancellationToken.None);
            await DrainAsync();
        }

        Assert.Null((await _world.RecordAsync(InFolder)).Due);
    }

    [Fact]
    public async Task Of_several_documents_none_gets_a_file_that_none_names()
    {
        Put(Document, Text);
        Put("en/2020/other.md", Text.Replace("A notice", "Another notice", StringComparison.Ordinal));
        Put(InFolder, "file");
        await DrainAsync(Document, "en/2020/other.md", InFolder);

        Assert.Empty((await ArticleAsync()).Attachments);
        Assert.Null((await _world.RecordAsync(InFolder)).Due);
    }

    [Fact]
    public async Task A_Word_file_that_a_document_begins_to_link_to_is_no_article_any_more()
    {
        var word = WordFile.Of(WordFile.P("The form", "Title") + WordFile.P("Name of the firm"));
        _world.Seeds.Put("en/2020/form.docx", word);
        await DrainAsync("en/2020/form.docx");
        var slug = (await _world.RecordAsync("en/2020/form.docx")).Slug!;

        Put(Document, Text + "\nTake [the form](form.docx).\n");
        await DrainAsync(Document);

        Assert.Equal("form.docx", Assert.Single((await ArticleAsync()).Attachments).Name);
        Assert.IsType<ArticleResult.Gone>(await _world.Catalog.FindAsync(slug, CancellationToken.None));
    }

    [Fact]
    public async Task Links_to_other_documents_and_sites_are_no_attachments()
    {
        Put(Document, Text + "\n[a](other.md) [b](page.html) [c](https://example.com/form.doc) [d](../../../../form.doc)\n");
        await DrainAsync(Document);

        Assert.Empty((await ArticleAsync()).Attachments);
        Assert.Contains("href=\"https://example.com/form.doc\"", (await ArticleAsync()).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_a_directory_for_attachments_is_never_an_article()
    {
        Put("en/2020/附件/readme.txt", TestPortal.Page("A headline"));
        Put("en/2020/attachments/page.html", "<h1>A headline</h1><p>A text.</p>");
        await DrainAsync("en/2020/附件/readme.txt", "en/2020/attachments/page.html");

        Assert.Empty(_world.Articles.Blobs);
        Assert.Equal(2, _world.Media.Blobs.Count);
        Assert.All(_world.Media.Blobs.Values, blob => Assert.Equal("application/octet-stream", blob.Headers!.ContentType));
    }

    [Fact]
    public async Task The_reconciler_finds_an_article_that_lacks_a_file()
    {
        Put(Document, Text + "\nTake [the form](form.doc).\n");
        await DrainAsync(Document);
        Put(Linked, "file");
        await _world.HandleAsync(Linked);
        _world.Queue.Messages.Clear();

        _world.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, await _world.Sweeper.ReconcileAsync(full: true, CancellationToken.None));
        await DrainAsync();

        Assert.Single((await ArticleAsync()).Attachments);
    }

    [Theory]
    [InlineData(Fault.RetriedByClient)]
    [InlineData(Fault.FailAfter)]
    [InlineData(Fault.FailBefore)]
    public async Task Ends_right_whichever_write_was_lost_or_its_answer(Fault fault)
    {
        foreach (var file in new[] { Linked, InFolder })
        {
            for (var which = 1; which <= 12; which++)
            {
                foreach (var order in (string[][])[[Document, file], [file, Document]])
                {
                    using var world = new TestPortal();
                    var left = which;
                    Fault Next() => --left == 0 ? fault : Fault.None;
                    world.SeedsTable.Faults = call => call.IsWrite ? Next() : Fault.None;
                    world.Media.Faults = writes => writes ? Next() : Fault.None;
                    world.Seeds.Put(Document, Encoding.UTF8.GetBytes(Text + (file == Linked ? "\nTake [the form](form.doc).\n" : "")));
                    world.Seeds.Put(file, "file"u8.ToArray());

                    await world.IngestAsync(order);
                    Assert.Single((await world.ArticleAsync(Document)).Attachments);
                    Assert.Equal((0, 0), ((await world.RecordAsync(Document)).Attempts, (await world.RecordAsync(file)).Attempts));
                }
            }
        }
    }

    private static string Address(string name, string content) => AttachmentFile.GetAddress(AttachmentFile.Create(name, Encoding.UTF8.GetBytes(content)).StoredName, name);

    private void Put(string name, string content) => _world.Seeds.Put(name, Encoding.UTF8.GetBytes(content));

    private Task<ArticleView> ArticleAsync() => _world.ArticleAsync(Document);

    private Task DrainAsync(params string[] names) => _world.IngestAsync(names);
}
