using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Containers;
using Gantry.Docker.Http;
using Gantry.Docker.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Docker.Routing;

/// <summary>One request with what its endpoint needs: its input read as Docker reads it, and the ways to answer.</summary>
internal sealed class Exchange(HttpContext http, Engine engine, ApiVersion version, IReadOnlyDictionary<string, string> values)
{
    public Engine Engine => engine;

    public ApiVersion Version => version;

    public HttpContext Http => http;

    public HttpRequest Request => http.Request;

    public HttpResponse Response => http.Response;

    /// <summary>Ends when the client has gone, where the client can be seen to go.</summary>
    public CancellationToken CancellationToken => http.RequestAborted;

    /// <summary>The connection, for an endpoint whose route takes it over.</summary>
    public Hijacking Connection =>
        http.Features.Get<Hijacking>() ?? throw new UnavailableException("this endpoint cannot be reached by HTTP/2 or through this listener");

    /// <summary>From now on the request changes nothing, as long as this is so: it goes on when the engine is handed over to another.</summary>
    public void Carry(Func<bool> isSo) => http.Features.Get<RequestUnderWay>()?.Carry(isSo);

    /// <summary>The value of a name in the route's path.</summary>
    public string Path(string name) => values[name];

    /// <summary>Whether the route's path has the name.</summary>
    public bool HasPath(string name) => values.ContainsKey(name);

    /// <summary>A query parameter; null where it is not there.</summary>
    public string? Query(string name) => Request.Query.TryGetValue(name, out var found) ? found.ToString() : null;

    /// <summary>Docker's notion of true: anything but nothing, 0, no, false and none.</summary>
    public bool Flag(string name, bool otherwise = false) =>
        Query(name) is { } text ? text.Trim().ToLowerInvariant() is not ("" or "0" or "no" or "false" or "none") : otherwise;

    /// <summary>A whole number; null where it is not there or empty.</summary>
    /// <exception cref="InvalidException">It is no number.</exception>
    public long? Number(string name) => Query(name) switch
    {
        null or "" => null,
        var text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw new InvalidException($"strconv.Atoi: parsing \"{text}\": invalid syntax"),
    };

    /// <summary>Reads the body as a JSON document.</summary>
    /// <exception cref="InvalidException">There is none, or it is malformed; the words are Docker's.</exception>
    public async Task<T> ReadJsonAsync<T>(JsonTypeInfo<T> type)
    {
        if (!HasBody)
        {
            throw new InvalidException("invalid JSON: got EOF while reading request body");
        }

        if (Request.ContentType is { } contentType && contentType.Split(';')[0].Trim() is not ("application/json" or ""))
        {
            throw new InvalidException($"unsupported Content-Type header ({contentType}): must be 'application/json'");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(Request.Body, type, CancellationToken)
                ?? throw new InvalidException("invalid JSON: got EOF while reading request body");
        }
        catch (JsonException e)
        {
            throw new InvalidException($"invalid JSON: {e.Message}", e);
        }
    }

    /// <summary>Whether the client sent a body at all.</summary>
    public bool HasBody => Request.ContentLength is > 0 || Request.Headers.TransferEncoding.Count > 0;

    /// <summary>Takes a body of any length: archives have no limit but the disk's.</summary>
    public void AllowLargeBody()
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }
    }

    public void NoContent() => Response.StatusCode = StatusCodes.Status204NoContent;

    public void NotModified() => Response.StatusCode = StatusCodes.Status304NotModified;

    public Task WriteJsonAsync<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        Response.StatusCode = status;
        return Response.WriteJsonAsync(value, type);
    }
}
