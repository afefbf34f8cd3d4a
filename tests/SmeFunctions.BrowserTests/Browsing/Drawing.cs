using Microsoft.Playwright;

namespace SmeFunctions.BrowserTests.Browsing;

/// <summary>A picture for articles, drawn by the browser: a harbour in the evening.</summary>
internal static class Drawing
{
    public const int Width = 1200;
    public const int Height = 675;

    private const string Harbour =
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="1200" height="675" viewBox="0 0 1200 675">
        <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="#27405a"/><stop offset=".6" stop-color="#d98a5f"/><stop offset="1" stop-color="#f3cf9b"/></linearGradient></defs>
        <rect width="1200" height="470" fill="url(#sky)"/>
        <circle cx="840" cy="430" r="62" fill="#fbe7c0"/>
        <path d="M0 470V400l150-60 120 50 170-90 180 110 140-40 200 70 240-50v80z" fill="#5b4a55"/>
        <rect y="470" width="1200" height="205" fill="#2f4658"/>
        <path d="M780 470h120l-20 24h-80zM760 512h160l-30 14H790zM800 546h90l-14 10h-62z" fill="#f3cf9b" opacity=".55"/>
        <g fill="none" stroke="#1f2730" stroke-width="10"><path d="M180 470V190M250 470V190M180 300h70M120 190h330M215 190V130L430 190M215 130L130 190"/><path d="M400 190v120" stroke-width="4"/></g>
        <g><rect x="370" y="310" width="60" height="30" fill="#a12f1b"/><rect x="90" y="440" width="62" height="30" fill="#a12f1b"/><rect x="276" y="440" width="62" height="30" fill="#3d6b74"/><rect x="342" y="440" width="62" height="30" fill="#c58b2a"/><rect x="310" y="408" width="62" height="30" fill="#56704a"/></g>
        <path d="M430 470h560l-50 74H500z" fill="#1f2730"/>
        <g><rect x="520" y="424" width="76" height="46" fill="#3d6b74"/><rect x="600" y="424" width="76" height="46" fill="#a12f1b"/><rect x="680" y="424" width="76" height="46" fill="#c58b2a"/><rect x="560" y="376" width="76" height="46" fill="#56704a"/><rect x="640" y="376" width="76" height="46" fill="#8c3a52"/><path d="M830 470V360h90v110z" fill="#ece7dc"/><path d="M842 376h66v18h-66z" fill="#27405a"/><rect x="860" y="318" width="26" height="42" fill="#a12f1b"/></g>
        <rect y="590" width="1200" height="85" fill="#3a3a3c"/><path d="M0 590h1200v10H0z" fill="#57534e"/>
        </svg>
        """;

    public static async Task<byte[]> PaintAsync(IBrowser browser)
    {
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = Width, Height = Height } });
        var page = await context.NewPageAsync();
        await page.SetContentAsync($"<style>body{{margin:0}}svg{{display:block}}</style>{Harbour}");
        return await page.ScreenshotAsync();
    }
}
