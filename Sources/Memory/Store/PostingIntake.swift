import HarnessKit

/// Gathers terms and writes their lists run by run.
struct PostingIntake {
    private let database: Database
    private var places: [String: Int] = [:]
    private var open: [Open] = []
    private var nextTerm: Int
    /// Whether the index began empty, so that nothing need be looked up.
    private let isEmpty: Bool

    /// A term's list while it grows.
    private struct Open {
        let term: Int
        let text: String
        let isNew: Bool
        var added = 0
        var first: Int
        var list: PostingList

        mutating func begin(at number: Int) {
            first = number
            list = PostingList(after: number - 1)
        }
    }

    init(_ database: Database) throws {
        self.database = database
        nextTerm = try database.value("select ifnull(max(id), 0) + 1 from term")
        isEmpty = nextTerm == 1
    }

    /// Adds the terms of the entry with the highest number so far.
    mutating func add(_ counts: [String: Int], of number: Int) throws {
        for (term, count) in counts {
            let index = try self.index(of: term, at: number)
            if open[index].list.isFull {
                try write(open[index])
                open[index].begin(at: number)
            }
            open[index].list.append(number, count: count)
            open[index].added += 1
        }
    }

    private mutating func index(of term: String, at number: Int) throws -> Int {
        if let index = places[term] { return index }
        places[term] = open.count
        open.append(try stored(term) ?? fresh(term, at: number))
        return open.count - 1
    }

    private mutating func fresh(_ term: String, at number: Int) -> Open {
        defer { nextTerm += 1 }
        return Open(term: nextTerm, text: term, isNew: true, first: number, list: PostingList(after: number - 1))
    }

    /// The last run of a term that is known already.
    private func stored(_ text: String) throws -> Open? {
        guard !isEmpty, let term = try database.first("select id from term where text = \(text)", { try $0[0] as Int })
        else { return nil }
        let keys = PostingKey.all(of: term)
        let run = try database.first(
            """
            select id, last, data from post where id between \(keys.lowerBound) and \(keys.upperBound)
            order by id desc limit 1
            """
        ) { row in
            Open(
                term: term, text: text, isNew: false, first: PostingKey.first(in: try row[0]),
                list: PostingList(try row[2], after: try row[1]))
        }
        guard let run else { throw MemoryIndex.Doubt() }
        return run
    }

    private func write(_ open: Open) throws {
        try database.execute(
            """
            insert or replace into post (id, last, data)
            values (\(PostingKey.key(of: open.term, from: open.first)), \(open.list.last), \(open.list.bytes))
            """)
    }

    func finish() throws {
        for open in open.sorted(by: { $0.term < $1.term }) { try write(open) }
        for open in open.sorted(by: { $0.text.precedes($1.text) }) {
            if open.isNew {
                try database.execute(
                    "insert into term (id, text, df) values (\(open.term), \(open.text), \(open.added))")
            } else {
                try database.execute("update term set df = df + \(open.added) where id = \(open.term)")
            }
        }
    }
}

/// A run's key: the term in the upper half, the run's first entry in the lower.
enum PostingKey {
    static func key(of term: Int, from first: Int) -> Int { term << 32 | first }

    static func first(in key: Int) -> Int { key & 0xFFFF_FFFF }

    static func all(of term: Int) -> ClosedRange<Int> { key(of: term, from: 0)...key(of: term, from: 0xFFFF_FFFF) }
}
