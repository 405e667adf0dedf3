/// The notes of one SQLite file. All of the SQL stands here.
final class NoteStore {
    private let database: Database

    init(_ path: String) throws(Database.Failure) {
        database = try Database(path)
        // `autoincrement`: the number of a deleted note is never given again.
        try database.run(
            "create table if not exists notes (id integer primary key autoincrement, title text not null)")
    }

    func add(title: String) throws(Database.Failure) -> Note {
        try database.run("insert into notes (title) values (?)", .text(title))
        return Note(id: database.lastID, title: title)
    }

    func note(_ id: Int) throws(Database.Failure) -> Note? {
        try database.rows("select id, title from notes where id = ?", .integer(id), decode: Self.note).first
    }

    /// All notes, the oldest first.
    func notes() throws(Database.Failure) -> [Note] {
        try database.rows("select id, title from notes order by id", decode: Self.note)
    }

    /// The notes whose title holds this text in whatever case.
    ///
    /// SQLite knows the case of ASCII letters only, so that the comparison is Swift's.
    func notes(matching text: String) throws(Database.Failure) -> [Note] {
        let text = text.lowercased()
        return try notes().filter { $0.title.lowercased().contains(text) }
    }

    /// False where there is no such note.
    func delete(_ id: Int) throws(Database.Failure) -> Bool {
        try database.run("delete from notes where id = ?", .integer(id)) == 1
    }

    private static func note(of row: Database.Row) -> Note {
        Note(id: row.integer(0), title: row.text(1))
    }
}
