using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Pages.Search;

/// <summary>Describes the search of a language to browsers, as OpenSearch 1.1.</summary>
public sealed class OpenSearchDescription(PageLayoutFactory layouts, IOptions<PortalOptions> portal)
{
    private const string Namespace = "http://a9.com/-/spec/opensearch/1.1/";
    /// <summary>The limit of the specification.</summary>
    private const int MaxShortName = 16;
    private const string MediaType = "application/opensearchdescription+xml; charset=utf-8";

    /// <summary>Gets the description; <see langword="null"/> when the portal does not have the language.</summary>
    public CachedResponse? Find(HttpRequest request, string lang)
    {
        if (!layouts.Has(lang))
        {
            return null;
        }

        var addresses = PublicAddresses.Create(request, portal.Value);
        var texts = layouts.GetTexts(lang);
        var name = layouts.GetSiteName(lang);
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }))
        {
            xml.WriteStartElement("OpenSearchDescription", Namespace);
            xml.WriteElementString("ShortName", Namespace, name.Length <= MaxShortName ? name : name.LastIndexOf(' ', MaxShortName) is > 0 and var gap ? name[..gap] : name[..MaxShortName]);
            xml.WriteElementString("Description", Namespace, texts.Format("Search.Description", name));
            xml.WriteElementString("Language", Namespace, texts.Tag);
            xml.WriteElementString("InputEncoding", Namespace, "UTF-8");
            WriteUrl(xml, "text/html", addresses.Search(lang).AbsoluteUri + "?q={searchTerms}");
            WriteUrl(xml, "application/json", new Uri(addresses.Site, "api/search").AbsoluteUri + $"?lang={lang}&q={{searchTerms}}");
            xml.WriteStartElement("Image", Namespace);
            xml.WriteAttributeString("type", "image/svg+xml");
            xml.WriteString(new Uri(addresses.Site, Assets.PageAssets.Icon).AbsoluteUri);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        var body = buffer.ToArray();
        return new CachedResponse(body, MediaType, $"W/\"{ContentVersion.Compute(body)}\"", lastModified: null);
    }

    private static void WriteUrl(XmlWriter xml, string type, string template)
    {
        xml.WriteStartElement("Url", Namespace);
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("template", template);
        xml.WriteEndElement();
    }
}
