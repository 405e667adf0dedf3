import HarnessKit
import TestSupport
import Testing

struct RedactionTests {
    static let htmlSecret = "s3cret/with+odd chars&quot;ü"
    static let secret = "s3cret/with+odd chars\"ü"

    private func redactor() -> Redactor {
        let redactor = Redactor()
        expect(redactor.hide(Self.secret, named: "DB_PASSWORD"))
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
            secret, htmlSecret, #"s3cret\/with+odd chars\"\u00fc"#, hex.uppercased(),
            "s3cret/with%2Bodd%20chars%22%C3%BC",
            base64("", ""), base64("a", "z"), base64("ab", "yz"), percent("%20") { $0.uppercased() },
            percent("%20") { $0 }, percent("+") { $0.uppercased() }, #"s3cret/with+odd chars\"ü"#, hex,
        ]
    }()

    @Test(arguments: forms)
    func `A secret is found in every form it takes`(form: String) {
        let redacted = redactor().redact("before \(form) after")
        expect(redacted.contains("[redacted:DB_PASSWORD]"), "\(redacted)")
        expect(redacted.hasPrefix("before ") && redacted.hasSuffix(" after"))
        // What is left of a base64 form are at most the letters that mix with its neighbours.
        expect(redacted.count < "before [redacted:DB_PASSWORD] after".count + 12, "\(redacted)")
    }

    @Test(arguments: [
        ("o'brien<&\"x\">/7", "o&#x27;brien&lt;&amp;&quot;x&quot;&gt;/7"),
        ("o'brien<&\"x\">/7", "o&#39;brien&lt;&amp;&#34;x&#34;&gt;/7"),
        ("o'brien<&\"x\">/7", "o'brien&lt;&amp;\"x\"&gt;/7"),
        ("o'brien<&\"x\">/7", #"o'brien\u003c\u0026\"x\"\u003e/7"#),
        ("o'brien<&\"x\">/7", #"o'brien<&\\\"x\\\">/7"#), ("o'brien<&\"x\">/7", #"o\'brien<&"x">/7"#),
        ("grün€ 1234", #"gr\u00FCn\u20AC 1234"#), ("a b!$&'()*+,;=:@/?z", "a%20b!$&'()*+,;=:@/?z"),
        ("a\"b\\cd/efg", #"a&quot;b\\cd/efg"#), ("a\"b\\cd/efg", #"a\\\\\\\"b\\\\\\\\cd/efg"#),
        ("x%41{\"}%zz99", "x%41%7B%22%7D%25zz99"),
        ("a b!$&'()*+,;=:@/?z", "a%20b%21$&%27%28%29%2A+%2C%3B=:@%2F%3Fz"),
    ])
    func `A secret is found as other languages escape it`(secret: String, form: String) {
        let redactor = Redactor()
        expect(redactor.hide(secret, named: "S"))
        expect(redactor.redact("<\(form)>"), is: "<[redacted:S]>")
    }

    @Test(arguments: ["%@… (2000 bytes)", "%@ … (2000 bytes)", "'%@…'", "%@\n[… 12 bytes left out …]\n", "%@\u{FFFD}…"])
    func `The beginning of a secret that was cut off is found`(frame: String) {
        let cut = Self.secret.prefix(12)
        let parts = frame.split(separator: "%@", omittingEmptySubsequences: false)
        let redacted = redactor().redact("see \(parts[0])\(cut)\(parts[1])")
        expect(redacted, is: "see \(parts[0])[redacted:DB_PASSWORD]\(parts[1])")
    }

    @Test func `The end of a secret that was cut off is found`() {
        let text = "[… 12 bytes left out …]\n\(Self.secret.suffix(12)) and more"
        expect(redactor().redact(text), is: "[… 12 bytes left out …]\n[redacted:DB_PASSWORD] and more")
        expect(redactor().redact("…\(Self.secret.suffix(9))"), is: "…[redacted:DB_PASSWORD]")
    }

    @Test func `An ellipsis beside anything else stays what it is`() {
        for text in ["s3cret… and", "…", "so … on", "… chars", "[… 12 bytes left out …]\n", "s3cret/wit … x s3cret/"] {
            expect(redactor().redact(text) == text || text.hasPrefix("s3cret/wit"))
        }
    }

    @Test func `A secret cut across two reads is found`() {
        let text = Bytes("x \(Self.secret) y".utf8)
        for cut in 1..<text.count {
            var stream = RedactingStream(redactor())
            var result = stream.add(Bytes(text[..<cut]))
            result += stream.add(Bytes(text[cut...]))
            result += stream.finish()
            expect(String(decoding: result, as: UTF8.self), is: "x [redacted:DB_PASSWORD] y")
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
        expect(String(decoding: result, as: UTF8.self), is: expected)
    }

    static let key =
        "-----BEGIN RSA PRIVATE KEY-----\n" + String(repeating: "MIIEowIBAAKCAQEA\n", count: 5000)
        + "-----END RSA PRIVATE KEY-----"
    static let jwt =
        "eyJhbGciOiJIUzI1NiJ9.eyJ" + String(repeating: "zdWIiOiIx", count: 150) + "."
        + String(repeating: "abc9", count: 20)

    private func stream(_ text: String, by size: Int) -> String {
        var stream = RedactingStream(Redactor())
        var result = Bytes()
        for piece in Bytes(text.utf8).chunked(by: size) { result += stream.add(piece) }
        result += stream.finish()
        return String(decoding: result, as: UTF8.self)
    }

    @Test(arguments: [1, 7, 300, 4096, 65536])
    func `A secret longer than any read is found, and what follows is kept`(size: Int) {
        let filler = String(repeating: "all work and no play\n", count: 3000)
        expect(
            stream("\(filler)\(Self.key)\nafter, it goes on: \(filler)", by: size),
            is: "\(filler)[redacted:private-key]\nafter, it goes on: \(filler)")
        expect(stream("Cookie: a=\(Self.jwt) end", by: size), is: "Cookie: a=[redacted:jwt] end")
        expect(stream("\(filler)Cookie: a=\(Self.jwt)", by: size), is: "\(filler)Cookie: a=[redacted:jwt]")
    }

    @Test(arguments: 45...100)
    func `Wherever the closing line of a key is cut, it is found`(cut: Int) {
        let text = Bytes(
            "-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKCAQEAMIIEowIBAAKCAQEA\n-----END PRIVATE KEY-----\nplain words (here)"
                .utf8)
        var stream = RedactingStream(Redactor())
        let filler = Bytes(String(repeating: "x ", count: 600).utf8)
        var result = stream.add(filler + text[..<cut])
        result += stream.add(Bytes(text[cut...]) + filler)
        result += stream.finish()
        let expected = filler + Bytes("[redacted:private-key]\nplain words (here)".utf8) + filler
        expect(result, is: expected)
    }

    @Test func `A stream remembers what stood before`() {
        let text = (0..<2000).map { "line \($0) of disk-0123456789-abcdefghijkl and task-20261120-184351\n" }.joined()
        for size in [1, 61, 997, 65536] { expect(stream(text, by: size), is: text) }
    }

    @Test func `JSON stays JSON`() throws {
        let redactor = Redactor()
        _ = redactor.hide("12345678", named: "PIN")
        let json: JSON = [
            "k": .string(Self.key), "n": 12_345_678, "out": "line one\nghp_abcdefghijklmnopqrstuvwx0123", "ok": 1,
            "mention": "x -----BEGIN PRIVATE KEY----- yyyy",
        ]
        let expected: JSON = [
            "k": "[redacted:private-key]", "n": "[redacted:PIN]", "out": "line one\n[redacted:github-token]", "ok": 1,
            "mention": "x -----BEGIN PRIVATE KEY----- yyyy",
        ]
        expect(redactor.redact(json), is: expected)
        let buffer = Output.Buffer()
        try buffer.output().write(json, hiding: redactor)
        try expect(JSON.parse(buffer.text), is: expected)
        expect(
            redactor.redact(
                #"{"k":"-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAMII\n-----END RSA PRIVATE KEY-----","exit":0}"#
            ), is: #"{"k":"[redacted:private-key]","exit":0}"#)
    }

    @Test func `Overlapping occurrences are all hidden`() {
        let redactor = Redactor()
        _ = redactor.hide("passpass", named: "Q")
        expect(redactor.redact("passpasspass"), is: "[redacted:Q]")
    }

    @Test func `Text made to be slow is not slow`() {
        func time(_ hostile: String, _ length: Int) -> Duration {
            let text = String(repeating: hostile, count: length / hostile.utf8.count)
            return processorTime { _ = Redactor().redact(text) }
        }
        for hostile in ["eyJ-", "sk-", "://a:", "ghp_", "-----BEGIN ", "Basic ", "eyJa."] {
            // Four times the text takes four times as long, not sixteen. Noise only ever adds: the least of the short
            // ones, so that none of them excuses a long one, and the first long one that is short enough.
            let short = (0..<5).map { _ in time(hostile, 5_000) }.min() ?? .zero
            var ratios = [time(hostile, 20_000) / short]
            while ratios.last ?? 0 >= 9, ratios.count < 5 { ratios.append(time(hostile, 20_000) / short) }
            expect(ratios.last ?? 9 < 9, "\(hostile): \(short), \(ratios)")
        }
    }

    @Test func `A short value is not hidden, and says so`() {
        let redactor = Redactor()
        expect(!redactor.hide("hunter2", named: "PIN"))
        expect(redactor.redact("hunter2"), is: "hunter2")
    }

    @Test(
        arguments: [
            ("token ghp_abcdefghijklmnopqrstuvwx0123 ok", "token [redacted:github-token] ok"),
            ("\u{1B}[32mghp_abcdefghijklmnopqrstuvwx0123\u{1B}[0m", "\u{1B}[32m[redacted:github-token]\u{1B}[0m"),
            (#"\tsk-abcdefghijklmnopqrstuvwx0123"#, #"\t[redacted:api-key]"#),
            ("x=%20sk-abcdefghijklmnopqrstuvwx0123", "x=%20[redacted:api-key]"),
            ("Authorization: Bearer abcdefghijklmnopqrst7", "Authorization: Bearer [redacted:bearer]"),
            ("Authorization: Basic dXNlcjpwYXNzd29yZA==", "Authorization: Basic [redacted:basic]"),
            ("postgres://me:hunter2@db/x", "postgres://[redacted:password]@db/x"),
            ("postgres://me:p@ss/w0rd@db/x", "postgres://[redacted:password]@db/x"),
            ("https://abcdefghij0123456789@host/", "https://[redacted:password]@host/"),
            ("key AKIAIOSFODNN7EXAMPLE!", "key [redacted:aws-key]!"),
            ("npm_abcdefghijklmnopqrstuvwxyz0123456789", "[redacted:npm-token]"),
            ("The key is AIzaabcdefghijklmnopqrstuvwxyz012345678.", "The key is [redacted:api-key]."),
            ("Authorization: Bearer  abcdef+/0123456789abcdef/+abc==", "Authorization: Bearer [redacted:bearer]"),
        ])
    func `Common tokens are known by their shape`(text: String, expected: String) {
        expect(Redactor().redact(text), is: expected)
    }

    @Test(
        arguments: [
            "a task-list of risk-free sk-ills", "http://localhost:8080/x", "mailto:a@b", "the bearer of bad news",
            "eyJ",
            "ask-me-anything-about-this-long-word", "https://example.org/path:with@sign", "Basic usage",
            "Basic authentication", "Basic understanding", "the bearer responsibilities", ".sk-toggleable__label-arrow",
            "npm_package_devDependencies_typescript_eslint", "AKIAIOSFODNN7EXAMPLEX", "http://localhost:8080/a@b",
            "see http://example.com:8080?mail=bob@example.org", "task-20261120-184351", "disk-0123-abcdefghijklmnop",
            "grep -r '-----BEGIN PRIVATE KEY-----' .", "https://user@host/",
        ])
    func `Ordinary words are left alone`(text: String) {
        expect(Redactor().redact(text), is: text)
    }

    @Test func `Whatever is printed has passed through it`() {
        let world = World()
        _ = world.context.secrets.hide("topsecretvalue", named: "KEY")
        expect(world.run(toy, "toy", "pack", "topsecretvalue", "--label", "x"), is: 0)
        expect(world.run(toy, "toy", "pack", "tea", "--label", "x", "--json"), is: 0)
        expect(world.run(toy, "toy", "topsecretvalue"), is: 64)
        expect(world.output.text.hasPrefix("1 [redacted:KEY]\n"))
        expect(world.errors.text.hasPrefix("toy: unknown command '[redacted:KEY]'"))
    }
}

extension Bytes {
    func chunked(by size: Int) -> [Bytes] {
        stride(from: 0, to: count, by: size).map { Bytes(self[$0..<Swift.min($0 + size, count)]) }
    }
}
