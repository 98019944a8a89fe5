namespace Gantry.Containers;

/// <summary>What was asked cannot be done, for a reason that the asker can understand; the message is for them.</summary>
/// <remarks>Each door maps the kinds below to its own status codes, once.</remarks>
public abstract class RefusalException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The thing that was named does not exist.</summary>
public sealed class NotFoundException(string message, Exception? cause = null) : RefusalException(message, cause);

/// <summary>The request cannot be understood, contradicts itself or carries damaged data.</summary>
public sealed class InvalidException(string message, Exception? cause = null) : RefusalException(message, cause);

/// <summary>The request is well-formed, but the present state stands against it.</summary>
public sealed class ConflictException(string message, Exception? cause = null) : RefusalException(message, cause);

/// <summary>Things are already as the request wants them.</summary>
public sealed class UnchangedException(string message, Exception? cause = null) : RefusalException(message, cause);

/// <summary>The request is understood and not permitted.</summary>
public sealed class ForbiddenException(string message, Exception? cause = null) : RefusalException(message, cause);

/// <summary>The request lacks valid credentials.</summary>
public sealed class UnauthorizedException(string message, Exception? cause = null) : RefusalException(message, cause);

/// <summary>It may succeed later: something needed is busy, gone or used up.</summary>
public sealed class UnavailableException(string message, Exception? cause = null) : RefusalException(message, cause);

/// <summary>Gantry or this machine does not have what was asked for.</summary>
public sealed class UnsupportedException(string message, Exception? cause = null) : RefusalException(message, cause);
