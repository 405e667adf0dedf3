import HarnessKit

/// Gathers terms and writes their lists block by block.
struct PostingIntake {
    private let database: Database
    /// Whether the index began empty, so that nothing need be looked up.
    private let isEmpty: Bool
    private var places: [String: Int] = [:]
    private var open: [Open] = []

    /// A term's list while it grows.
    private struct Open {
        let term: Int
        var added = 0
        var block: Int
        var list: PostingList
    }

    init(_ database: Database, isEmpty: Bool) {
        self.database = database
        self.isEmpty = isEmpty
    }

    /// Adds the terms of the entry with the highest number so far.
    mutating func add(_ counts: [String: Int], of number: Int) throws {
        let (block, place) = number.quotientAndRemainder(dividingBy: PostingList.blockSize)
        for (term, count) in counts {
            let index = try self.index(of: term, in: block)
            if open[index].block != block {
                try write(open[index])
                open[index].block = block
                open[index].list = PostingList()
            }
            open[index].list.append(place, count: count)
            open[index].added += 1
        }
    }

    private mutating func index(of term: String, in block: Int) throws -> Int {
        if let index = places[term] { return index }
        var number: Int?
        var list = PostingList()
        if !isEmpty { number = try database.first("select id from term where text = \(term)") { try $0[0] as Int } }
        if let number {
            let stored = try database.first("select data from post where term = \(number) and block = \(block)") {
                try $0[0] as Bytes
            }
            if let stored { list = PostingList(stored, last: PostingList.last(in: stored)) }
        } else {
            try database.execute("insert into term (text, df) values (\(term), 0)")
            number = try database.value("select last_insert_rowid()")
        }
        places[term] = open.count
        open.append(Open(term: number ?? 0, block: block, list: list))
        return open.count - 1
    }

    private func write(_ open: Open) throws {
        try database.execute(
            "insert or replace into post (term, block, data) values (\(open.term), \(open.block), \(open.list.bytes))")
    }

    func finish() throws {
        for open in open.sorted(by: { $0.term < $1.term }) {
            try write(open)
            try database.execute("update term set df = df + \(open.added) where id = \(open.term)")
        }
    }
}
