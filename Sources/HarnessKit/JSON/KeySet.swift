/// The keys of an object so far, told apart by their bytes.
struct KeySet {
    private var few: [String] = []
    private var many: Set<Bytes> = []

    /// False where the key is there already.
    mutating func insert(_ key: String) -> Bool {
        guard few.count < 16 else {
            if many.isEmpty { many = Set(few.map { Bytes($0.utf8) }) }
            return many.insert(Bytes(key.utf8)).inserted
        }
        guard !few.contains(where: { $0.hasSameBytes(as: key) }) else { return false }
        few.append(key)
        return true
    }
}
