// The one place that knows which system this is.
#if canImport(FoundationEssentials)
    @_exported import FoundationEssentials
#else
    @_exported import Foundation
#endif
#if canImport(Glibc)
    @_exported import Glibc

    let streamSocket = Int32(SOCK_STREAM.rawValue)
#else
    @_exported import Darwin

    let streamSocket = SOCK_STREAM
#endif

/// What the system refused to do.
struct SystemError: Error, CustomStringConvertible {
    let call: String
    let number = errno

    var description: String { "\(call): \(String(cString: strerror(number)))" }
}

/// Writes one line on standard error, whole.
func report(_ line: String) {
    let bytes = Array("notes: \(line)\n".utf8)
    _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
}

func makeNonBlocking(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
}
