import HarnessKit

/// Puts what was read from files into the index; only within a transaction.
struct Intake {
    private let database: Database
    private var facts: FactTable
    private var changedBlocks: Set<Int> = []
    private var postings: PostingIntake
    private var groups: [String: Int] = [:]
    private var touched: Set<String> = []
    /// New entries, which earlier lines may have said something of.
    private var arrived: [String] = []
    private let stems = Stems()
    private var repeats = 0

    init(_ database: Database) throws {
        self.database = database
        facts = try FactTable.load(from: database)
        postings = try PostingIntake(database)
    }

    /// Forgets what a file held.
    mutating func drop(_ name: String) throws {
        let numbers = try database.rows("select id from doc where source = \(name) and key is not null") { row in
            try row[0] as Int
        }
        for number in numbers where number < facts.count {
            facts[number].flags.insert(.gone)
            changedBlocks.insert(number / FactTable.blockSize)
        }
        touched.formUnion(try database.rows("select target from mark where source = \(name)") { try $0[0] as String })
        try database.execute("update doc set key = null, line = null where source = \(name)")
        try database.execute("delete from mark where source = \(name)")
        try database.execute("delete from torn where source = \(name)")
        try database.execute("delete from source where name = \(name)")
    }

    mutating func take(_ reading: SourceReading) throws {
        let source = reading.source
        if reading.isAnew { try drop(source.name) }
        for (line, digest) in reading.lines {
            switch line {
            case .entry(let entry): try add(entry, digest)
            case .mark(let mark): try add(mark, digest, from: source.name)
            case .torn: break
            }
        }
        for offset in reading.torn {
            try database.execute("insert or ignore into torn values (\(source.name), \(offset))")
        }
        try database.execute(
            """
            insert or replace into source (name, size, changed, taken, digest)
            values (\(source.name), \(source.size), \(source.changed), \(reading.taken), \(reading.digest))
            """)
    }

    private mutating func add(_ entry: Entry, _ digest: Bytes) throws {
        let number = facts.count
        try database.execute(
            """
            insert or ignore into doc (id, key, line, source, entry)
            values (\(number), \(entry.id), \(digest), \(entry.source), \(entry.json.text(.compact)))
            """)
        guard database.changes > 0 else { return try repeated(entry, digest) }
        var fact = Facts()
        fact.milliseconds = entry.milliseconds
        fact.type = entry.type
        fact.outcome = entry.outcome
        fact.group = try entry.group.map { try group($0) } ?? 0
        let counts = WeightedTerms(of: entry, stems)
        fact.length = counts.length
        if entry.asks { fact.flags.insert(.asks) }
        if entry.expires != nil { fact.flags.insert(.expires) }
        facts.append(fact)
        changedBlocks.insert(number / FactTable.blockSize)
        arrived.append(entry.id)
        if let old = entry.supersedes, old != entry.id {
            try add(
                Mark(target: old, kind: .superseded, detail: entry.id, milliseconds: entry.milliseconds),
                SHA256.digest(of: digest).bytes, from: entry.source)
        }
        try postings.add(counts.counts, of: number)
    }

    /// The same line once more is a repetition; a lesson that was learnt again is not.
    private mutating func repeated(_ entry: Entry, _ digest: Bytes) throws {
        let known: Bytes?? = try database.first("select line from doc where key = \(entry.id)") { try $0[0] as Bytes? }
        guard let known else { throw MemoryIndex.Doubt() }
        if entry.isLesson, known != digest {
            try add(Mark(target: entry.id, kind: .again, milliseconds: entry.milliseconds), digest, from: entry.source)
        } else {
            repeats += 1
        }
    }

    private mutating func add(_ mark: Mark, _ digest: Bytes, from source: String) throws {
        try database.execute(
            """
            insert or ignore into mark (target, kind, detail, at, line, source)
            values (\(mark.target), \(mark.kind.rawValue), \(mark.detail), \(mark.milliseconds), \(digest), \(source))
            """)
        if database.changes == 0 { repeats += 1 }
        touched.insert(mark.target)
    }

    private mutating func group(_ name: String) throws -> Int {
        if let number = groups[name] { return number }
        try database.execute("insert or ignore into grouping (name) values (\(name))")
        let number: Int = try database.value("select id from grouping where name = \(name)")
        groups[name] = number
        return number
    }

    /// Writes down what was gathered.
    mutating func finish() throws {
        for target in touched { try settle(target) }
        try settleArrived()
        for block in changedBlocks.sorted() {
            try database.execute(
                "insert or replace into facts (block, data) values (\(block), \(facts.block(block)))")
        }
        try postings.finish()
        try database.execute("update state set generation = generation + 1, repeats = repeats + \(repeats)")
    }

    /// Of many new entries only those are looked at that a line speaks of.
    private mutating func settleArrived() throws {
        var pending = arrived.filter { !touched.contains($0) }
        if pending.count > 50 {
            let marked = Set(try database.rows("select distinct target from mark") { try $0[0] as String })
            pending = pending.filter(marked.contains)
        }
        for id in pending { try settle(id) }
    }

    /// An entry's facts as its marks have them, in the order of time.
    private mutating func settle(_ id: String) throws {
        guard let number = try database.first("select id from doc where key = \(id)", { try $0[0] as Int }),
            number < facts.count
        else { return }
        let kinds = try database.rows("select kind from mark where target = \(id) order by at, rowid") { row in
            Mark.Kind(rawValue: try row[0])
        }
        var fact = facts[number]
        (fact.helped, fact.hurt, fact.times) = (0, 0, 1)
        fact.flags = fact.flags.intersection([.gone, .asks, .expires])
        for kind in kinds.compactMap({ $0 }) {
            switch kind {
            case .again:
                fact.times += 1
                fact.flags.remove(.forgotten)
            case .helped: fact.helped += 1
            case .hurt: fact.hurt += 1
            case .superseded: fact.flags.insert(.superseded)
            case .forgotten: fact.flags.insert(.forgotten)
            case .holds: fact.flags.remove(.stale)
            case .fails: fact.flags.insert(.stale)
            }
        }
        facts[number] = fact
        changedBlocks.insert(number / FactTable.blockSize)
    }
}
