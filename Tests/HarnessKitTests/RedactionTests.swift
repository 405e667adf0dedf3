import HarnessKit
import TestSupport
import Testing

struct RedactionTests {
    static let secret = "s3cret/with+odd chars\"ü"

    private func redactor() -> Redactor {
        let redactor = Redactor()
        #expect(redactor.hide(Self.secret, named: "DB_PASSWORD"))
        return redactor
    }

    /// The secret as it can stand in a text.
    static let forms: [String] = {
        func base64(_ before: String, _ after: String) -> String {
            Data("\(before)\(secret)\(after)".utf8).base64EncodedString()
        }
        func percent(_ space: String, _ format: (String) -> String) -> String {
            secret.utf8.map { byte in
                let scalar = Unicode.Scalar(byte)
                if byte == 0x20 { return space }
                if byte < 0x80, Character(scalar).isLetter || Character(scalar).isNumber { return String(scalar) }
                return "%" + format((byte < 16 ? "0" : "") + String(byte, radix: 16))
            }.joined()
        }
        let hex = secret.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return [
            secret, base64("", ""), base64("a", "z"), base64("ab", "yz"), percent("%20") { $0.uppercased() },
            percent("%20") { $0 }, percent("+") { $0.uppercased() }, #"s3cret/with+odd chars\"ü"#, hex,
        ]
    }()

    @Test(arguments: forms)
    func `A secret is found in every form it takes`(form: String) {
        let redacted = redactor().redact("before \(form) after")
        #expect(redacted.contains("[redacted:DB_PASSWORD]"), "\(redacted)")
        #expect(redacted.hasPrefix("before ") && redacted.hasSuffix(" after"))
        // What is left of a base64 form are at most the letters that mix with its neighbours.
        #expect(redacted.count < "before [redacted:DB_PASSWORD] after".count + 12, "\(redacted)")
    }

    @Test func `A secret cut across two reads is found`() {
        let text = Bytes("x \(Self.secret) y".utf8)
        for cut in 1..<text.count {
            var stream = RedactingStream(redactor())
            var result = stream.add(Bytes(text[..<cut]))
            result += stream.add(Bytes(text[cut...]))
            result += stream.finish()
            #expect(String(decoding: result, as: UTF8.self) == "x [redacted:DB_PASSWORD] y")
        }
    }

    @Test func `A long stream in small pieces keeps everything but the secrets`() {
        let filler = String(repeating: "all work and no play. ", count: 40)
        let text = (0..<20).map { "\(filler)\(Self.secret)\($0)" }.joined()
        var stream = RedactingStream(redactor())
        var result = Bytes()
        var rest = Bytes(text.utf8)[...]
        while !rest.isEmpty {
            result += stream.add(Bytes(rest.prefix(97)))
            rest = rest.dropFirst(97)
        }
        result += stream.finish()
        let expected = (0..<20).map { "\(filler)[redacted:DB_PASSWORD]\($0)" }.joined()
        #expect(String(decoding: result, as: UTF8.self) == expected)
    }

    @Test func `A private key longer than the stream's reach is found`() {
        let key =
            "-----BEGIN RSA PRIVATE KEY-----\n" + String(repeating: "MIIEow", count: 500)
            + "\n-----END RSA PRIVATE KEY-----"
        var stream = RedactingStream(Redactor())
        var result = Bytes()
        for piece in Bytes("a \(key)\nb".utf8).chunked(by: 300) { result += stream.add(piece) }
        result += stream.finish()
        #expect(String(decoding: result, as: UTF8.self) == "a [redacted:private-key]\nb")
    }

    @Test func `A short value is not hidden, and says so`() {
        let redactor = Redactor()
        #expect(!redactor.hide("hunter2", named: "PIN"))
        #expect(redactor.redact("hunter2") == "hunter2")
    }

    @Test(
        arguments: [
            ("token ghp_abcdefghijklmnopqrstuvwx0123 ok", "token [redacted:github-token] ok"),
            ("Authorization: Bearer abcdefghijklmnopqrst", "Authorization: Bearer [redacted:bearer]"),
            ("Authorization: Basic dXNlcjpwYXNzd29yZA==", "Authorization: Basic [redacted:basic]"),
            ("postgres://me:hunter2@db/x", "postgres://[redacted:password]@db/x"),
            ("key AKIAIOSFODNN7EXAMPLE!", "key [redacted:aws-key]!"),
        ])
    func `Common tokens are known by their shape`(text: String, expected: String) {
        #expect(Redactor().redact(text) == expected)
    }

    @Test(
        arguments: [
            "a task-list of risk-free sk-ills", "http://localhost:8080/x", "mailto:a@b", "the bearer of bad news",
            "eyJ",
            "ask-me-anything-about-this-long-word", "https://example.org/path:with@sign", "Basic usage",
        ])
    func `Ordinary words are left alone`(text: String) {
        #expect(Redactor().redact(text) == text)
    }

    @Test func `Whatever is printed has passed through it`() {
        let world = World()
        _ = world.context.secrets.hide("topsecretvalue", named: "KEY")
        #expect(world.run(toy, "toy", "pack", "topsecretvalue", "--label", "x") == 0)
        #expect(world.run(toy, "toy", "pack", "tea", "--label", "x", "--json") == 0)
        #expect(world.run(toy, "toy", "topsecretvalue") == 64)
        #expect(world.output.text.hasPrefix("1 [redacted:KEY]\n"))
        #expect(world.errors.text.hasPrefix("toy: unknown command '[redacted:KEY]'"))
    }
}

extension Bytes {
    func chunked(by size: Int) -> [Bytes] {
        stride(from: 0, to: count, by: size).map { Bytes(self[$0..<Swift.min($0 + size, count)]) }
    }
}
