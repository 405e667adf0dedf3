/// The rules that decide whether what follows a prefix makes a token of it.
struct TokenBody: Sendable {
    typealias Text = Slice<UnsafeRawBufferPointer>

    let length: @Sendable (Text) -> Int?
    let extent: SecretExtent?

    private init(extent: SecretExtent?, length: @escaping @Sendable (Text) -> Int?) {
        self.length = length
        self.extent = extent
    }

    /// So many letters, digits, `_`, `-` or `.`, and all that follow.
    init(atLeast count: Int, withDigit: Bool = false) {
        self.init(extent: .run) { text in
            let run = text.prefix(64).prefix(while: SecretExtent.isTokenByte)
            guard run.count >= count, !withDigit || run.contains(where: ASCII.isDigit) else { return nil }
            return run.count
        }
    }

    /// Just so many bytes of an alphabet, and no letter or digit after them.
    init(exactly count: Int, alphabet: @escaping @Sendable (UInt8) -> Bool = SecretExtent.isTokenByte) {
        self.init(extent: nil) { text in
            let run = text.prefix(count).prefix(while: alphabet)
            guard run.count == count, text.dropFirst(count).first.map({ !ASCII.isAlphanumeric($0) }) ?? true else {
                return nil
            }
            return count
        }
    }

    /// After "Bearer", perhaps several blanks: the characters that RFC 6750 allows, one digit at least.
    static let bearer = TokenBody(extent: .base64) { text in
        let blanks = text.prefix(8).prefix { $0 == UInt8(ascii: " ") }.count
        let run = text.dropFirst(blanks).prefix(64).prefix(while: SecretExtent.isBearerByte)
        guard run.count >= 16, run.contains(where: ASCII.isDigit) else { return nil }
        return blanks + run.count
    }

    static let isCapitalOrDigit: @Sendable (UInt8) -> Bool = { ASCII.isDigit($0) || (0x41..<0x5B).contains($0) }

    /// A JSON Web Token: the second part is an object too, and so begins like the first.
    static let jwt = TokenBody(extent: .run) { text in
        let run = text.prefix(TokenShape.lookahead - 32).prefix(while: SecretExtent.isTokenByte)
        guard let dot = run.firstIndex(of: UInt8(ascii: ".")), run[dot...].starts(with: ".eyJ".utf8) else { return nil }
        return run.count
    }

    /// "user:password" in base64.
    static let basic = TokenBody(extent: .base64) { text in
        let run = text.prefix(TokenShape.lookahead - 32).prefix { ASCII.isAlphanumeric($0) || "+/=".utf8.contains($0) }
        let whole = run.count / 4 * 4
        guard run.count >= 12, let decoded = Data(base64Encoded: Data(run.prefix(whole))),
            decoded.contains(UInt8(ascii: ":")),
            decoded.allSatisfy({ $0 >= 0x20 })
        else { return nil }
        return run.count
    }

    /// "user:password" or a long token before the "@" of an address.
    static let userInfo = TokenBody(extent: nil) { text in
        let reach = text.prefix(200).prefix { $0 > 0x20 && !"\"'<>`".utf8.contains($0) }
        let user = reach.prefix { !"/:@?#&=".utf8.contains($0) }
        let rest = reach.dropFirst(user.count)
        if rest.first == UInt8(ascii: "@") {
            return user.count >= 20 && user.contains(where: ASCII.isDigit) ? user.count : nil
        }
        guard rest.first == UInt8(ascii: ":"), let at = rest.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let password = rest[..<at].dropFirst()
        // "host:8080/path@2" is a port and a path.
        let port = password.prefix { $0 != UInt8(ascii: "/") }
        let isPort = port.prefix { $0 != UInt8(ascii: "?") }.allSatisfy(ASCII.isDigit)
        guard !password.isEmpty, port.count == password.count && !port.contains(UInt8(ascii: "?")) || !isPort else {
            return nil
        }
        return reach.distance(from: reach.startIndex, to: at)
    }

    /// The rest of a PEM header and the beginning of the key; a mere mention of one is no secret.
    static let privateKey = TokenBody(extent: .privateKey) { text in
        let header = text.prefix(48).prefix { $0 != UInt8(ascii: "-") }
        let afterHeader = text.dropFirst(header.count)
        guard header.suffix(11).elementsEqual("PRIVATE KEY".utf8), afterHeader.starts(with: "-----".utf8) else {
            return nil
        }
        let key = afterHeader.dropFirst(5).drop { "\r\n\\ \t".utf8.contains($0) }
        let sample = key.prefix(24).prefix { ASCII.isAlphanumeric($0) || "+/=".utf8.contains($0) }
        guard sample.count >= 16 || key.starts(with: "Proc-Type:".utf8) || key.starts(with: "nProc-Type:".utf8) else {
            return nil
        }
        return header.count + 5
    }
}
