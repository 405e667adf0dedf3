import CHarness

extension Array where Element == UInt8 {
    /// Where the part first stands at or after an offset; nil where it does not.
    package func offset(of part: Bytes, from start: Int = 0) -> Int? {
        guard start <= count else { return nil }
        return self[start...].offset(of: part).map { start + $0 }
    }
}

extension ArraySlice where Element == UInt8 {
    /// How far from the slice's start the part first stands; nil where it does not.
    package func offset(of part: Bytes) -> Int? {
        withUnsafeBytes { whole in
            part.withUnsafeBytes { part in
                guard let base = whole.baseAddress else { return part.isEmpty ? 0 : nil }
                return harness_find(base, whole.count, part.baseAddress, part.count).map { $0 - base }
            }
        }
    }
}
