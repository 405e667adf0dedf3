import CHarness

extension Array where Element == UInt8 {
    /// Where the part first stands at or after an offset; nil where it does not.
    package func offset(of part: Bytes, from start: Int = 0) -> Int? {
        guard start <= count else { return nil }
        return withUnsafeBytes { whole in
            part.withUnsafeBytes { part in
                guard let base = whole.baseAddress else { return part.isEmpty ? 0 : nil }
                return harness_find(base + start, whole.count - start, part.baseAddress, part.count).map { $0 - base }
            }
        }
    }
}
