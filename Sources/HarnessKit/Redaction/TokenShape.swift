import CHarness

/// What common tokens look like: a known beginning and then enough of an alphabet.
struct TokenShape: Sendable {
    let name: String
    let prefix: Bytes
    let shortest: Int
    /// Where the secret part ends, counted from the end of the prefix; nil when it is none.
    let length: @Sendable (Slice<UnsafeRawBufferPointer>) -> Int?
    /// Whether the prefix itself may stay readable.
    let keepsPrefix: Bool

    init(
        _ name: String, _ prefix: String, shortest: Int, keepsPrefix: Bool = false,
        length: @escaping @Sendable (Slice<UnsafeRawBufferPointer>) -> Int? = TokenShape.run
    ) {
        self.name = name
        self.prefix = Bytes(prefix.utf8)
        self.shortest = shortest
        self.length = length
        self.keepsPrefix = keepsPrefix
    }

    /// Longer tokens than this may be cut in a stream.
    static let reach = 512

    static let all: [TokenShape] = [
        .init("github-token", "ghp_", shortest: 20),
        .init("github-token", "gho_", shortest: 20),
        .init("github-token", "ghs_", shortest: 20),
        .init("github-token", "ghu_", shortest: 20),
        .init("github-token", "github_pat_", shortest: 20),
        .init("gitlab-token", "glpat-", shortest: 16),
        .init("api-key", "sk-", shortest: 20),
        .init("api-key", "sk_live_", shortest: 16),
        .init("api-key", "AIza", shortest: 30),
        .init("npm-token", "npm_", shortest: 30),
        .init("pypi-token", "pypi-", shortest: 30),
        .init("slack-token", "xoxb-", shortest: 16),
        .init("slack-token", "xoxp-", shortest: 16),
        .init("aws-key", "AKIA", shortest: 16),
        .init("aws-key", "ASIA", shortest: 16),
        .init("jwt", "eyJ", shortest: 30, length: twoDots),
        .init("bearer", "Bearer ", shortest: 16, keepsPrefix: true),
        .init("bearer", "bearer ", shortest: 16, keepsPrefix: true),
        .init("basic", "Basic ", shortest: 12, keepsPrefix: true, length: base64Run),
        .init("password", "://", shortest: 3, keepsPrefix: true, length: userInfo),
        .init("private-key", "-----BEGIN ", shortest: 40, length: privateKey),
    ]

    /// Which bytes begin a shape, so that a text is walked once.
    private static let byFirst: [[TokenShape]] = all.reduce(into: Array(repeating: [], count: 256)) {
        $0[Int($1.prefix[0])].append($1)
    }

    static func findings(in text: UnsafeRawBufferPointer) -> [Redactor.Finding] {
        var found: [Redactor.Finding] = []
        byFirst.withUnsafeBufferPointer { table in
            var at = 0
            while at < text.count {
                let shapes = table[Int(text[at])]
                guard !shapes.isEmpty, at == 0 || !ASCII.isAlphanumeric(text[at - 1]) || text[at] == UInt8(ascii: ":"),
                    let finding = shapes.lazy.compactMap({ $0.finding(in: text, at: at) }).first
                else {
                    at += 1
                    continue
                }
                found.append(finding)
                at = finding.range.upperBound
            }
        }
        return found
    }

    private func finding(in text: UnsafeRawBufferPointer, at start: Int) -> Redactor.Finding? {
        let rest = text[start...]
        guard rest.starts(with: prefix) else { return nil }
        let tail = rest.dropFirst(prefix.count)
        guard let length = length(tail), length >= shortest else { return nil }
        let begin = keepsPrefix ? start + prefix.count : start
        return .init(range: begin..<start + prefix.count + length, name: name)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    static func run(_ rest: Slice<UnsafeRawBufferPointer>) -> Int? {
        rest.prefix { isTokenByte($0) || $0 == UInt8(ascii: ".") }.count
    }

    static func base64Run(_ rest: Slice<UnsafeRawBufferPointer>) -> Int? {
        rest.prefix { ASCII.isAlphanumeric($0) || "+/=-_".utf8.contains($0) }.count
    }

    static func twoDots(_ rest: Slice<UnsafeRawBufferPointer>) -> Int? {
        let token = rest.prefix { isTokenByte($0) || $0 == UInt8(ascii: ".") }
        return token.filter { $0 == UInt8(ascii: ".") }.count == 2 ? token.count : nil
    }

    /// "user:password" before the "@" of an address.
    static func userInfo(_ rest: Slice<UnsafeRawBufferPointer>) -> Int? {
        let info = rest.prefix(reach).prefix { $0 > 0x20 && !"/@\"'<>".utf8.contains($0) }
        guard rest.dropFirst(info.count).first == UInt8(ascii: "@"), info.contains(UInt8(ascii: ":")) else {
            return nil
        }
        return info.count
    }

    static func privateKey(_ rest: Slice<UnsafeRawBufferPointer>) -> Int? {
        let title = rest.prefix(40).prefix { $0 != UInt8(ascii: "-") }
        guard title.suffix(11).elementsEqual("PRIVATE KEY".utf8) else { return nil }
        let end = Bytes("-----END ".utf8)
        guard let base = rest.base.baseAddress.map({ $0 + rest.startIndex }),
            let hit = harness_find(base, rest.count, end, end.count)
        else { return rest.count }
        let closing = rest.dropFirst(hit - base + end.count)
        let line = closing.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\\") }
        return rest.count - closing.count + line.count
    }
}
