// The one place that knows which system this is. Everything else writes `import HarnessKit`.
#if canImport(FoundationEssentials)
    @_exported import FoundationEssentials
#else
    @_exported import Foundation
#endif
#if canImport(Glibc)
    @_exported import Glibc
#elseif canImport(Musl)
    @_exported import Musl
#else
    @_exported import Darwin
#endif

/// What belongs to the byte order of files, protocols and hashes, not to people.
package typealias Bytes = [UInt8]

extension stat {
    /// When the file's data or status last changed, in nanoseconds; no program can set it.
    var changed: Int64 {
        #if canImport(Darwin)
            Int64(st_ctimespec.tv_sec) * 1_000_000_000 + Int64(st_ctimespec.tv_nsec)
        #else
            Int64(st_ctim.tv_sec) * 1_000_000_000 + Int64(st_ctim.tv_nsec)
        #endif
    }

    /// When the file's data last changed, in nanoseconds; any program can set it.
    var modified: Int64 {
        #if canImport(Darwin)
            Int64(st_mtimespec.tv_sec) * 1_000_000_000 + Int64(st_mtimespec.tv_nsec)
        #else
            Int64(st_mtim.tv_sec) * 1_000_000_000 + Int64(st_mtim.tv_nsec)
        #endif
    }
}
