import HarnessKit

extension FactTable {
    static func load(from database: Database) throws -> FactTable {
        var table = FactTable()
        // What a damaged index claims is no reason to ask for all memory there is.
        table.reserve(min(try database.value("select ifnull(max(block), 0) + 1 from facts"), 1024))
        try table.append { bytes in
            try database.each("select data from facts order by block") { try $0.append(blob: 0, to: &bytes) }
        }
        return table
    }
}

extension MemoryIndex {
    /// The facts of every entry, by number.
    func facts() throws -> FactTable {
        let table = try FactTable.load(from: database)
        guard table.count == (try database.value("select ifnull(max(id), -1) + 1 from doc") as Int) else {
            throw Doubt()
        }
        return table
    }

    /// The facts of one entry.
    func facts(of number: Int) throws -> Facts {
        let (block, place) = number.quotientAndRemainder(dividingBy: FactTable.blockSize)
        var table = FactTable()
        table.append(block: try database.value("select data from facts where block = \(block)"))
        guard place < table.count else { throw Doubt() }
        return table[place]
    }

    /// A term of the vocabulary.
    struct Term: Sendable {
        let id: Int
        let text: String
        let count: Int
    }

    func term(_ text: String) throws -> Term? {
        try database.first("select id, text, df from term where text = \(text)") {
            Term(id: try $0[0], text: try $0[1], count: try $0[2])
        }
    }

    /// The terms that begin so.
    func terms(from first: String, upTo last: String) throws -> [Term] {
        try database.rows("select id, text, df from term where text >= \(first) and text < \(last)") {
            Term(id: try $0[0], text: try $0[1], count: try $0[2])
        }
    }

    func allTerms() throws -> [Term] {
        try database.rows("select id, text, df from term order by text") {
            Term(id: try $0[0], text: try $0[1], count: try $0[2])
        }
    }

    /// Visits the entries in which a term stands, in order, with how often.
    @inline(__always)
    func forEachPosting(of term: Int, _ body: (_ number: Int, _ count: Int) -> Void) throws {
        let keys = PostingKey.all(of: term)
        try database.each(
            "select id, last, data from post where id between \(keys.lowerBound) and \(keys.upperBound) order by id"
        ) { row in
            let first = PostingKey.first(in: try row[0]) - 1
            let last: Int = try row[1]
            try row.withBlob(2) { PostingList.forEach(in: $0, after: first, upTo: last, body) }
        }
    }

    func entry(_ number: Int) throws -> Entry? {
        try database.first("select entry from doc where id = \(number)") { try decode($0) }
    }

    private func decode(_ row: Row) throws -> Entry {
        let text: String = try row[0]
        guard let json = try? JSON.parse(text), let entry = Entry(stored: json) else { throw Doubt() }
        return entry
    }

    /// An entry's number by its id, or by the beginning of one that only one has.
    func number(of id: String) throws -> Int? {
        if let exact = try database.first("select id from doc where key = \(id)", { try $0[0] as Int }) { return exact }
        guard id.utf8.count >= 4 else { return nil }
        let found = try database.rows("select id from doc where key >= \(id) and key < \(id + "\u{10FFFF}") limit 2") {
            try $0[0] as Int
        }
        return found.count == 1 ? found[0] : nil
    }

    /// Every entry that its file still holds, with its number; in the order in which they came.
    func forEachEntry(_ body: (Int, Entry) throws -> Void) throws {
        try database.each("select entry, id from doc where key is not null order by id") { row in
            try body(try row[1], try decode(row))
        }
    }

    /// What later lines say of an entry, in the order of time.
    func marks(of id: String) throws -> [Mark] {
        try database.rows("select kind, detail, at from mark where target = \(id) order by at, rowid") { row in
            Mark.Kind(rawValue: try row[0]).map {
                Mark(
                    target: id, kind: $0, detail: (try? row[1] as String) ?? "", milliseconds: (try? row[2] as Int) ?? 0
                )
            }
        }.compactMap { $0 }
    }

    /// Who took an entry's place last.
    func successor(of id: String) throws -> String? {
        try marks(of: id).last { $0.kind == .superseded }?.detail
    }

    /// Torn lines, as file and byte.
    func torn() throws -> TornLines {
        TornLines(
            try database.rows("select source, offset from torn order by source, offset") { row in
                (try row[0] as String, try row[1] as Int)
            })
    }

    func termCount() throws -> Int { try database.value("select count(*) from term") }

    func sourceCount() throws -> Int { try database.value("select count(*) from source") }
}
