using Microsoft.Extensions.DependencyInjection;
using SmeFunctions.Pages.Articles;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.Frame;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Pages.Texts;
using SmeFunctions.Pages.Wording;

namespace SmeFunctions.Pages;

internal static class PagesServices
{
    /// <summary>Registers the web pages; the portal must be, too.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddOptions<PagesOptions>().BindConfiguration(PagesOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(WordBook.Own);
        services.AddSingleton<PageRenderer>();
        services.AddSingleton<PageFrames>();
        services.AddSingleton<ErrorPages>();
        services.AddSingleton<SectionMap>();
        services.AddSingleton<MostReadArticles>();
        services.AddSingleton<ArticlePages>();
        services.AddSingleton<ListPages>();
        services.AddSingleton<TextPages>();
        return services;
    }
}
