using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using SmeFunctions.Pages.Articles;
using SmeFunctions.Pages.Editor.Access;
using SmeFunctions.Pages.Editor.Documents;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Pages.Editor.Operations;
using SmeFunctions.Pages.Editor.Uploads;
using SmeFunctions.Pages.Editor.Visits;
using SmeFunctions.Pages.Editor.Webhooks;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Pages.Search;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Pages.StaticPages;
using SmeFunctions.Pages.Localization;

namespace SmeFunctions.Pages;

internal static class PagesServices
{
    /// <summary>Registers the web pages. Requires the portal's services.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddOptions<PagesOptions>().BindConfiguration(PagesOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddLocalization();
        services.AddSingleton(provider => new PageLocalizer(provider.GetRequiredService<IStringLocalizer<Strings>>()));
        services.AddSingleton<PageRenderer>();
        services.AddSingleton<PageLayoutFactory>();
        services.AddSingleton<ErrorPageService>();
        services.AddSingleton<FormerAddressService>();
        services.AddSingleton<SectionNavigation>();
        services.AddSingleton<MostReadArticles>();
        services.AddSingleton<ArticlePageService>();
        services.AddSingleton<ListPageService>();
        services.AddSingleton<StaticPageService>();
        services.AddSingleton<SearchPageService>();
        services.AddSingleton<OpenSearchDescription>();
        services.AddSingleton<EditorContextFactory>();
        services.AddSingleton<AccessPageService>();
        services.AddSingleton<DocumentListService>();
        services.AddSingleton<DocumentPageService>();
        services.AddSingleton<DocumentFrameService>();
        services.AddSingleton<UploadPageService>();
        services.AddSingleton<VisitsPageService>();
        services.AddSingleton<OperationsPageService>();
        services.AddSingleton<WebhooksPageService>();
        return services;
    }
}
