import HarnessKit

/// One of curl's options, and what becomes of it.
struct CurlOption: Sendable {
    enum Meaning: Sendable {
        /// It changes nothing that a scenario could see.
        case nothing
        case noted(String)
        case refused(String)
        case method, head, query, header, cookie, user, bearer, address, timeout
        case named(String)
        case data, rawData, json, encodedData, part, textPart
    }

    let names: [String]
    let takesValue: Bool
    let meaning: Meaning

    private init(_ names: String, _ meaning: Meaning, value takesValue: Bool = true) {
        self.names = names.split(separator: " ").map(String.init)
        self.takesValue = takesValue
        self.meaning = meaning
    }

    static func find(_ spelling: String) throws -> CurlOption {
        if let option = all.first(where: { $0.names.contains(spelling) }) { return option }
        let guess = Suggestion.nearest(to: spelling, among: all.flatMap(\.names).filter { $0.hasPrefix("--") })
        throw Failure(
            .usage, "curl's option \(spelling) is not known here",
            hint: spelling.hasPrefix("--") && guess != nil
                ? "did you mean '\(guess ?? "")'?" : "leave it out, or write the step by hand")
    }

    static let all: [CurlOption] = [
        CurlOption("-X --request", .method), CurlOption("-I --head", .head, value: false),
        CurlOption("-G --get", .query, value: false), CurlOption("-H --header", .header),
        CurlOption("-d --data --data-ascii --data-binary", .data), CurlOption("--data-raw", .rawData),
        CurlOption("--json", .json), CurlOption("--data-urlencode", .encodedData), CurlOption("-F --form", .part),
        CurlOption("--form-string", .textPart), CurlOption("-u --user", .user), CurlOption("--oauth2-bearer", .bearer),
        CurlOption("-b --cookie", .cookie), CurlOption("-A --user-agent", .named("User-Agent")),
        CurlOption("-e --referer", .named("Referer")), CurlOption("--url", .address),
        CurlOption("-m --max-time", .timeout),
        CurlOption(
            "-L --location", .noted("redirects are not followed: expect their status and Location"), value: false),
        CurlOption(
            "-s --silent -S --show-error -i --include -k --insecure -v --verbose -f --fail", .nothing, value: false),
        CurlOption(
            "--fail-with-body --compressed -g --globoff -N --no-buffer -# --progress-bar", .nothing, value: false),
        CurlOption(
            "-0 --http1.0 --http1.1 --http2 --http3 -4 --ipv4 -6 --ipv6 --basic -O --remote-name", .nothing,
            value: false),
        CurlOption("-q --disable --tcp-nodelay --path-as-is --no-keepalive --ssl-no-revoke", .nothing, value: false),
        CurlOption("-o --output -w --write-out -D --dump-header -c --cookie-jar --connect-timeout --retry", .nothing),
        CurlOption("--retry-delay --cacert --max-redirs --resolve", .nothing),
        CurlOption("-T --upload-file", .refused("send the content with --data-binary instead")),
        CurlOption("-K --config", .refused("give the options in the command itself")),
        CurlOption("-x --proxy", .refused("leave the proxy out: the application is asked directly")),
        CurlOption("--unix-socket", .refused("let the application listen on {{port}}")),
        CurlOption("-E --cert --key", .refused("write an exec step that runs curl")),
        CurlOption("-: --next", .refused("give one request for each scenario"), value: false),
        CurlOption("--digest --ntlm --negotiate", .refused("write an exec step that runs curl"), value: false),
    ]
}

/// A part of a form, as curl's `-F` writes it.
struct CurlPart {
    private(set) var part = FormPart()

    init(text: String) {
        let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        part.name = String(halves[0])
        part.text = halves.count > 1 ? String(halves[1]) : ""
    }

    init(_ text: String) throws {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw Failure(
                .usage, "'\(text)' is no part of a form", hint: "write it as -F 'name=value' or -F 'name=@file'")
        }
        part.name = String(text[..<equals])
        let value = text[text.index(after: equals)...]
        if value.hasPrefix("<") {
            throw Failure(.usage, "curl's -F \(text) reads a file", hint: "give its content in the command itself")
        }
        let pieces = value.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        var content = pieces[0]
        for piece in pieces.dropFirst() {
            switch piece.split(separator: "=", maxSplits: 1).map(String.init) {
            case let pair where pair.count == 2 && pair[0] == "type": part.type = pair[1]
            case let pair where pair.count == 2 && pair[0] == "filename": part.filename = pair[1]
            default: content += ";" + piece
            }
        }
        if content.hasPrefix("@") {
            part.file = String(content.dropFirst()).unquoted
        } else {
            part.text = content.unquoted
        }
    }
}

/// An address, in the parts that matter here.
struct CurlAddress {
    private(set) var scheme: String?
    private(set) var user: String?
    private(set) var host = ""
    private(set) var path = "/"

    /// Everything is an address: what has no host is a path.
    init(_ text: String) {
        var rest = text[...]
        if let range = Self.range(of: "://", in: text) {
            scheme = text[..<range.lowerBound].lowercased()
            rest = text[range.upperBound...]
        }
        // A path alone, or behind a variable that stands for the host.
        let authority = rest.prefix { !"/?#".contains($0) }
        rest = rest.dropFirst(authority.count)
        let halves = authority.split(separator: "@", omittingEmptySubsequences: false)
        host = halves.last.map(String.init) ?? ""
        if halves.count > 1 { user = halves.dropLast().joined(separator: "@") }
        let target = rest.prefix { $0 != "#" }
        path = target.hasPrefix("/") ? String(target) : "/" + target
    }

    var isLocal: Bool {
        ["", "localhost", "127.0.0.1", "0.0.0.0", "[::1]"].contains { host == $0 || host.hasPrefix($0 + ":") }
    }

    private static func range(of part: String, in text: String) -> Range<String.Index>? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].hasPrefix(part) { return index..<text.index(index, offsetBy: part.count) }
            index = text.index(after: index)
        }
        return nil
    }
}

extension String {
    var trimmedSpaces: String {
        let text = drop { $0 == " " || $0 == "\t" }
        let end = text.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { String(text[...$0]) } ?? ""
    }

    /// Without the quotes that curl itself takes away.
    fileprivate var unquoted: String {
        count >= 2 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
    }
}
