import Testing

@testable import notes

struct OptionsTests {
    @Test func `Both options are needed`() throws {
        let options = try Options(["--database", "a.db", "--port", "80"])
        #expect(options.port == 80 && options.database == "a.db")
    }

    @Test(arguments: [
        ("--port 80", "--database is missing"), ("--database x", "--port is missing"),
        ("--port x --database x", "'x' is no port"), ("--port 65536", "'65536' is no port"),
        ("--port", "--port wants a value"), ("--prot 1", "unknown option '--prot'"),
    ])
    func `A mistake is named`(line: String, message: String) {
        #expect(throws: Options.Misuse(message: message)) {
            try Options(line.split(separator: " ").map(String.init))
        }
    }
}
