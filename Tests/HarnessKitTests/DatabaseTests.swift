import HarnessKit
import TestSupport
import Testing

struct DatabaseTests {
    let bench: Workbench
    let path: Path

    init() throws {
        bench = try Workbench()
        path = bench.path / "notes.db"
    }

    private static let first = Migration("create table note (id integer primary key, text text not null) strict;")
    private static let second = Migration("alter table note add column size integer;")

    private func format(_ migrations: [Migration] = [first]) -> DatabaseFormat {
        DatabaseFormat(applicationID: 0x4E4F_5445, migrations: migrations, hint: "run 'notes mend'")
    }

    private func open(_ access: Database.Access = .writing, _ migrations: [Migration] = [first]) throws -> Database {
        try Database.open(path, format(migrations), access, busyTimeout: .milliseconds(50))
    }

    /// What a person reads when opening or using the database fails.
    private func failure(_ body: () throws -> Void) -> Failure? {
        do {
            try body()
            return nil
        } catch {
            return Failure(translating: error)
        }
    }

    @Test func `Every value comes back as it was, also with a NUL inside`() throws {
        let database = try open()
        try database.execute("create table any (a any, b any, c any, d any, e any, f any) strict")
        let (text, bytes) = ("a\u{0}b😀", Bytes([0, 255, 0]))
        try database.execute("insert into any values (\(text), \(bytes), \(1.5), \(Int.min), \(nil as Int?), \(true))")
        let row = try #require(
            try database.first("select * from any where a = \(text)") { row in
                (
                    try row[0] as String, try row[1] as Bytes, try row[2] as Double, try row[3] as Int,
                    try row[4] as Int?, try row[5] as Bool
                )
            })
        expect(row.0.hasSameBytes(as: text) && row.1 == bytes)
        expect(row.2 == 1.5 && row.3 == .min && row.4 == nil && row.5)
        try database.execute("delete from any")
        try database.execute("insert into any (a, b) values (\(""), \(Bytes()))")
        try expect(database.first("select a, b from any") { try $0[0] as String + "\(try $0[1] as Bytes)" }, is: "[]")
    }

    @Test func `A value is bound, never pasted`() throws {
        let database = try open()
        let text = "x'); drop table note; --"
        try database.execute("insert into note (text) values (\(text))")
        try expect(database.value("select text from note where text = \(text)") as String == text)
        let sql: SQL = "select * from note where id in \([1, 2]) and text = \(text)"
        expect(sql.text, is: "select * from note where id in (?, ?) and text = ?")
        let condition: SQL = "id > \(0)"
        expect((("select \(1) where \(condition)" as SQL).text), is: "select ? where id > ?")
    }

    @Test func `A query of the same text may run within itself`() throws {
        let database = try open()
        for text in ["a", "b", "c"] { try database.execute("insert into note (text) values (\(text))") }
        let pairs = try database.rows("select text from note order by id") { outer in
            let inner = try database.rows("select text from note order by id") { try $0[0] as String }
            return try outer[0] as String + inner.joined()
        }
        expect(pairs, is: ["aabc", "babc", "cabc"])
    }

    @Test func `A failed transaction leaves nothing behind`() throws {
        let database = try open()
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try database.transaction {
                try database.execute("insert into note (text) values ('gone')")
                throw Stop()
            }
        }
        try expect(database.value("select count(*) from note") as Int == 0)
        try database.transaction { try database.execute("insert into note (text) values ('kept')") }
        try expect(database.value("select count(*) from note") as Int == 1)
    }

    @Test func `What is committed is on the disk before the call returns`() throws {
        let database = try open()
        try expect(database.value("pragma journal_mode") as String == "wal")
        try expect(database.value("pragma synchronous") as Int == 2)
        try expect(database.value("pragma foreign_keys") as Int == 1)
        try expect(database.value("pragma recursive_triggers") as Int == 1)
        try expect(database.value("pragma trusted_schema") as Int == 0)
    }

    @Test func `A column of another type is named`() throws {
        let database = try open()
        try database.execute("insert into note (text) values ('a')")
        let failure = failure { _ = try database.value("select text from note") as Int }
        expect(failure?.message, is: #"column text holds text("a"), which is no Int"#)
        expect(failure?.code, is: .malformed)
    }

    @Test func `Formats are brought up to date, once`() throws {
        try open().execute("insert into note (text) values ('old')")
        let database = try open(.writing, [Self.first, Self.second])
        try expect(database.value("pragma user_version") as Int == 2)
        try expect(database.value("select count(*) from note where size is null") as Int == 1)
        _ = try open(.writing, [Self.first, Self.second])
    }

    @Test func `A failing migration changes nothing`() throws {
        _ = try open()
        let broken = Migration("create table other (id integer); create table note (id integer);")
        expect(failure { _ = try open(.writing, [Self.first, broken]) }?.code, is: .bug)
        let database = try open()
        try expect(database.value("select count(*) from sqlite_schema where name = 'other'") as Int == 0)
    }

    @Test func `A file from a newer version is refused`() throws {
        _ = try open(.writing, [Self.first, Self.second])
        let failure = failure { _ = try open() }
        expect(failure?.code, is: .malformed)
        expect(failure?.message, is: "\(path) has format 2, this program knows formats up to 1")
        expect(failure?.hint, is: "install the newer harness-executor that wrote it")
    }

    @Test func `A locked file is busy, and nothing else`() throws {
        let (one, other) = (try open(), try open())
        try one.transaction {
            let failure = failure { try other.transaction {} }
            expect(failure?.code, is: .busy)
            expect(failure?.message, is: "\(path) is in use by another process")
            expect(failure?.hint, is: "run the same command again")
            let count: Int = try other.value("select count(*) from note")
            expect(count, is: 0)
        }
        try other.transaction {}
    }

    @Test func `A file that is no database, or another program's, is refused`() throws {
        try bench.write(String(repeating: "this is a letter to my aunt\n", count: 100), to: "notes.db")
        let letter = failure { _ = try open() }
        expect(letter?.message == "\(path) is not a database" && letter?.code == .malformed)
        expect(letter?.hint, is: "run 'notes mend'")
        try bench.shell("rm notes.db*; sqlite3 notes.db 'create table cookies (a)'")
        let foreign = failure { _ = try open() }
        expect(foreign?.message == "\(path) is not a database" && foreign?.hint == "run 'notes mend'")
    }

    @Test func `A damaged file is named with the way to mend it`() throws {
        try open().transaction {}
        for index in 0..<500 {
            try open().execute("insert into note (text) values (\(String(repeating: "x", count: index)))")
        }
        try bench.shell("sqlite3 notes.db 'pragma wal_checkpoint(truncate)'")
        try bench.shell("head -c 4096 /dev/urandom | dd of=notes.db bs=4096 seek=1 conv=notrunc status=none")
        let failure = failure { _ = try open().rows("select * from note order by text") { try $0[1] as String } }
        expect(failure?.code, is: .malformed)
        expect(failure?.message, is: "\(path) is damaged: database disk image is malformed")
    }

    @Test func `Reading creates nothing`() throws {
        let missing = failure { _ = try open(.reading) }
        expect(missing?.code, is: .missing)
        expect(missing?.message, is: "\(path) does not exist")
        expect(missing?.hint, is: "run 'notes mend'")
        expect(FileStatus(of: path) == nil)
    }

    @Test func `A link in place of the file is refused`() throws {
        try bench.shell("touch elsewhere; ln -s elsewhere notes.db")
        let failure = failure { _ = try open() }
        expect(failure?.code, is: .denied)
        expect(failure?.message, is: "\(path) cannot be opened or written: it is a link")
    }

    @Test func `A folder that is missing is named`() {
        let other = Path("/nonexistent/notes.db")
        let failure = failure { _ = try Database.open(other, format(), .writing) }
        expect(failure?.code, is: .denied)
        expect(failure?.message, is: "/nonexistent/notes.db cannot be opened or written: unable to open database file")
    }

    @Test func `A number of a format that cannot be is named`() throws {
        _ = try open()
        try bench.shell("sqlite3 notes.db 'pragma user_version = -1'")
        expect(failure { _ = try open() }?.message, is: "\(path) is damaged: its format number is negative")
    }

    @Test func `A second statement is never dropped silently`() throws {
        let database = try open()
        let failure = failure {
            try database.execute("insert into note (text) values ('one'); insert into note (text) values ('two')")
        }
        expect(failure?.message.contains("more than one statement"), is: true)
        try expect(database.value("select count(*) from note") as Int == 0)
        try database.execute("insert into note (text) values ('one');  \n")
    }

    @Test func `Reading changes nothing, an older format is named, and an empty file is none`() throws {
        _ = try open()
        let reader = try open(.reading)
        expect(failure { try reader.execute("insert into note (text) values ('x')") }?.code, is: .denied)
        expect(failure { try reader.execute("drop table note") } != nil)
        let old = failure { _ = try open(.reading, [Self.first, Self.second]) }
        expect(old?.message, is: "\(path) has format 1, this program reads format 2")
        expect(old?.hint, is: "bring it up to date with any command that writes")
        try bench.shell("rm notes.db*; touch notes.db")
        expect(failure { _ = try open(.reading) }?.message, is: "\(path) does not exist")
    }

    @Test func `What is no file is refused at once`() throws {
        try bench.shell("mkfifo notes.db")
        for access: Database.Access in [.reading, .writing] {
            expect(
                failure { _ = try open(access) }?.message, is: "\(path) cannot be opened or written: it is no file")
        }
    }

    @Test(arguments: ["", "-wal", "-journal", "-shm"])
    func `A folder in place of a database's file is named, and what to do about it`(suffix: String) throws {
        if !suffix.isEmpty { _ = try open() }
        try bench.shell("rm -rf notes.db\(suffix); mkdir notes.db\(suffix)")
        for access: Database.Access in [.reading, .writing] where suffix != "-shm" || access == .writing {
            let found = failure { _ = try open(access) }
            expect(found?.message, is: "\(path)\(suffix) is a folder, and a file is expected there")
            expect(found?.hint == "move the folder away, or put the file in its place" && found?.code == .malformed)
        }
    }

    @Test func `Nothing is done after SQLite has rolled a transaction back by itself`() throws {
        let database = try open()
        try database.execute("create unique index one on note (text)")
        try database.execute("insert into note (text) values ('a')")
        let failure = failure {
            try database.transaction {
                try? database.execute("insert or rollback into note (text) values ('a')")
                try database.execute("insert into note (text) values ('b')")
            }
        }
        expect(failure?.message.contains("the transaction was rolled back"), is: true)
        try expect(database.value("select count(*) from note") as Int == 1)
    }

    @Test func `Parallel processes wait for each other and lose nothing`() throws {
        _ = try open()
        let statement = "pragma busy_timeout = 20000; insert into note (text) values ('x');"
        try bench.shell(
            "for i in 1 2 3 4 5 6 7 8; do (for j in 1 2 3 4 5; do sqlite3 notes.db \"\(statement)\" >/dev/null; done) & done; wait"
        )
        try expect(open().value("select count(*) from note") as Int == 40)
    }

    // Pages that carry a sum.

    private func openChecked(_ access: Database.Access = .writing) throws -> Database {
        let format = DatabaseFormat(
            applicationID: 0x4E4F_5445, migrations: [Self.first], hint: "run 'notes mend'", checksPages: true)
        return try Database.open(path, format, access, busyTimeout: .milliseconds(50))
    }

    private func texts() throws -> [String] {
        try openChecked(.reading).rows("select text from note order by id") { try $0[0] }
    }

    @Test func `One changed byte of a page that is read is noticed, wherever it lies`() throws {
        let written = (0..<200).map { "note \($0) \(String(repeating: "x", count: 200))" }
        let database = try openChecked()
        try database.transaction {
            for text in written { try database.execute("insert into note (text) values (\(text))") }
        }
        try expect(texts(), is: written)
        database.emptyLog()
        try expect(texts(), is: written)
        let whole = try #require(try bench.bytes(of: "notes.db"))
        expect(whole.count > 8 * 4096)
        for place in stride(from: 117, to: whole.count, by: 1021) {
            var bytes = whole
            bytes[place] ^= 1
            try bench.write(bytes, to: "notes.db")
            expect(failure { _ = try texts() }?.code, is: .malformed, "byte \(place)")
        }
        try bench.write(Bytes(whole[..<(whole.count - 4096)]), to: "notes.db")
        expect(failure { _ = try texts() }?.code, is: .malformed, "a page less")
        try bench.write(whole, to: "notes.db")
        try expect(texts(), is: written)
    }

    @Test func `A page in another's place is noticed, and so is a file without sums`() throws {
        let database = try openChecked()
        for letter in "abcdefghij" {
            try database.execute("insert into note (text) values (\(String(repeating: letter, count: 3000)))")
        }
        database.emptyLog()
        let whole = try #require(try bench.bytes(of: "notes.db"))
        let (one, other) = (whole[(2 * 4096)..<(3 * 4096)], whole[(3 * 4096)..<(4 * 4096)])
        try bench.write(Bytes(whole[..<(2 * 4096)]) + other + one + whole[(4 * 4096)...], to: "notes.db")
        expect(failure { _ = try texts() }?.code, is: .malformed)
        try bench.shell("rm notes.db*")
        let plain = try open()
        try plain.execute("insert into note (text) values ('plain')")
        plain.emptyLog()
        expect(failure { _ = try texts() }?.hint, is: "run 'notes mend'")
    }
}
