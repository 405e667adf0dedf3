import CHarness

/// A SHA-256 under way.
package struct SHA256 {
    private var state = harness_sha256()

    package init() {
        harness_sha256_begin(&state)
    }

    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        harness_sha256_add(&state, bytes.baseAddress, bytes.count)
    }

    package mutating func add(_ bytes: Bytes) {
        bytes.withUnsafeBytes { add($0) }
    }

    /// Ends the computation; a copy of this value may go on.
    package func finished() -> Digest {
        var copy = state
        let bytes = Bytes(unsafeUninitializedCapacity: 32) { buffer, count in
            harness_sha256_finish(&copy, buffer.baseAddress)
            count = 32
        }
        return Digest(finished: bytes)
    }

    package static func digest(of bytes: Bytes) -> Digest {
        var hash = SHA256()
        hash.add(bytes)
        return hash.finished()
    }
}
