/// What the command line says.
struct Options: Equatable {
    var port: UInt16 = 0
    var database = ""

    struct Misuse: Error, Equatable {
        let message: String
    }

    init(_ words: some Sequence<String>) throws {
        var hasPort = false
        var words = words.makeIterator()
        while let name = words.next() {
            guard name == "--port" || name == "--database" else { throw Misuse(message: "unknown option '\(name)'") }
            guard let value = words.next() else { throw Misuse(message: "\(name) wants a value") }
            if name == "--database" {
                database = value
            } else {
                guard let number = UInt16(value) else { throw Misuse(message: "'\(value)' is no port") }
                port = number
                hasPort = true
            }
        }
        guard hasPort else { throw Misuse(message: "--port is missing") }
        guard !database.isEmpty else { throw Misuse(message: "--database is missing") }
    }
}
