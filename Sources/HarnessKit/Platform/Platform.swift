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
