using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using SmeFunctions.Pages.Articles;
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
        services.AddSingleton<SectionNavigation>();
        services.AddSingleton<MostReadArticles>();
        services.AddSingleton<ArticlePageService>();
        services.AddSingleton<ListPageService>();
        services.AddSingleton<StaticPageService>();
        services.AddSingleton<SearchPageService>();
        services.AddSingleton<OpenSearchDescription>();
        return services;
    }
}
