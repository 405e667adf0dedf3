import HarnessKit

/// A curl command as people paste it, read as the request that it sends.
struct CurlCommand {
    private(set) var method: String?
    private(set) var path = "/"
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var parts: [CurlPart] = []
    /// The body's pieces, which curl joins with `&`.
    private(set) var data: [String] = []
    private(set) var isJSON = false
    private(set) var timeout: Double?
    /// Names that stood as `$NAME`; the scenario has to know them.
    let variables: [String]
    /// What is different from what curl does, for a person.
    private(set) var notes: [String] = []
    private(set) var address: String?
    private var isInQuery = false

    init(_ line: String) throws {
        let pieces: [ShellWords.Piece]
        do {
            var text = line.drop { $0.isWhitespace }
            if text.hasPrefix("$ ") { text = text.dropFirst(2) }
            pieces = try ShellWords(String(text)).words
        } catch let trouble as ShellTrouble {
            throw Failure(
                .usage, "the curl command cannot be read: \(trouble.message)",
                hint: "give one curl command alone, its address and its data in quotes")
        }
        variables = pieces.flatMap(\.variables).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        var words = pieces.map(\.text)[...]
        guard let program = words.popFirst(), ["curl", "curl.exe"].contains(program.split(separator: "/").last ?? "")
        else {
            throw Failure(
                .usage, "'\(pieces.first?.text ?? "")' is no curl command",
                hint: "begin it with curl: --from-curl 'curl -X POST …'")
        }
        while let word = words.popFirst() { try take(word, &words) }
        try finish()
    }

    private mutating func take(_ word: String, _ rest: inout ArraySlice<String>) throws {
        if word == "--" {
            for word in rest { try take(address: word) }
            rest = []
        } else if word.hasPrefix("--") {
            let option = try CurlOption.find(word)
            try apply(option, spelled: word, option.takesValue ? try value(of: word, &rest) : "")
        } else if word.hasPrefix("-"), word.count > 1 {
            try take(short: word.dropFirst(), &rest)
        } else {
            try take(address: word)
        }
    }

    /// Letters behind one dash; the first that takes a value takes what follows it.
    private mutating func take(short letters: Substring, _ rest: inout ArraySlice<String>) throws {
        var letters = letters
        while let letter = letters.popFirst() {
            let option = try CurlOption.find("-\(letter)")
            guard option.takesValue else {
                try apply(option, spelled: "-\(letter)", "")
                continue
            }
            try apply(
                option, spelled: "-\(letter)", letters.isEmpty ? try value(of: "-\(letter)", &rest) : String(letters))
            return
        }
    }

    private func value(of option: String, _ rest: inout ArraySlice<String>) throws -> String {
        guard let value = rest.popFirst() else {
            throw Failure(.usage, "curl's \(option) has no value", hint: "give the whole curl command, in quotes")
        }
        return value
    }

    private mutating func apply(_ option: CurlOption, spelled: String, _ value: String) throws {
        switch option.meaning {
        case .nothing: break
        case .noted(let text): note(text)
        case .refused(let advice): throw Failure(.usage, "curl's \(spelled) has no place in a scenario", hint: advice)
        case .method: method = value.uppercased()
        case .head: method = method ?? "HEAD"
        case .query: isInQuery = true
        case .header: try take(header: value)
        case .named(let name): headers.append((name, value))
        case .cookie:
            guard value.contains("=") else { throw Self.fileTrouble(spelled, value) }
            headers.append(("Cookie", value))
        case .user: take(user: value)
        case .bearer:
            headers.append(("Authorization", "Bearer \(value)"))
            noteSecret(in: value)
        case .data:
            if value.hasPrefix("@") { throw Self.fileTrouble(spelled, value) }
            data.append(value)
        case .rawData: data.append(value)
        case .json:
            if value.hasPrefix("@") { throw Self.fileTrouble(spelled, value) }
            isJSON = true
            data.append(value)
        case .encodedData: data.append(try Self.encoded(value, spelled))
        case .part: parts.append(try CurlPart(value))
        case .textPart: parts.append(CurlPart(text: value))
        case .timeout: timeout = Double(value)
        case .address: try take(address: value)
        }
    }

    private mutating func take(header: String) throws {
        if header.hasPrefix("@") { throw Self.fileTrouble("-H", header) }
        if header.hasSuffix(";"), !header.contains(":") {
            headers.append((String(header.dropLast()).trimmedSpaces, ""))
            return
        }
        guard let colon = header.firstIndex(of: ":"), colon != header.startIndex else {
            throw Failure(.usage, "'\(header)' is no header", hint: "write it as -H 'Name: value'")
        }
        let (name, value) = (
            String(header[..<colon]).trimmedSpaces, String(header[header.index(after: colon)...]).trimmedSpaces
        )
        // "Name:" takes away what curl would send by itself, and nothing of that is sent here.
        if value.isEmpty { return }
        headers.append((name, value))
        if ["authorization", "proxy-authorization", "x-api-key", "cookie"].contains(name.lowercased()) {
            noteSecret(in: value)
        }
    }

    private mutating func take(user: String) {
        headers.append(("Authorization", "Basic \(Data(user.utf8).base64EncodedString())"))
        noteSecret(in: user)
    }

    private mutating func take(address text: String) throws {
        if let address {
            throw Failure(
                .usage, "the curl command has two addresses: \(address) and \(text)",
                hint: "give one request for each scenario")
        }
        address = text
        let target = CurlAddress(text)
        path = target.path
        if let user = target.user { take(user: user) }
        if target.scheme == "https" { note("it is sent as plain HTTP to the application, not over https") }
        if !target.isLocal { note("the host \(target.host) is left out: a step asks the application itself") }
        if path.contains("{"), !path.contains("{{") {
            note("the path \(path) has a place for a value: write {{name}} there")
        }
    }

    private mutating func finish() throws {
        guard address != nil else {
            throw Failure(
                .usage, "the curl command has no address", hint: "add one, such as http://localhost:8080/notes")
        }
        guard data.isEmpty || parts.isEmpty else {
            throw Failure(.usage, "the curl command has both -d and -F", hint: "keep one of the two")
        }
        if isInQuery {
            let mark = path.contains("?") ? "&" : "?"
            if !data.isEmpty { path += mark + data.joined(separator: "&") }
            data = []
        }
        method = method ?? (data.isEmpty && parts.isEmpty ? "GET" : "POST")
    }

    private mutating func note(_ text: String) {
        if !notes.contains(text) { notes.append(text) }
    }

    /// Nothing is given away by a name that stands for a value.
    private mutating func noteSecret(in value: String) {
        guard Template(value).names.isEmpty else { return }
        note(
            "the scenario file holds a secret of the curl command: use one made for tests; "
                + "real ones belong into the environment, named under \"secrets\" in environment.json"
        )
    }

    private static func fileTrouble(_ option: String, _ value: String) -> Failure {
        Failure(
            .usage, "curl's \(option) \(value) reads a file", hint: "give its content in the command itself")
    }

    /// "name=value", "=value" or "value", of which the value is encoded.
    private static func encoded(_ text: String, _ option: String) throws -> String {
        guard let equals = text.firstIndex(of: "=") else {
            if text.contains("@") { throw fileTrouble(option, text) }
            return HTTPAction.encoded(text)
        }
        let (name, value) = (text[..<equals], HTTPAction.encoded(String(text[text.index(after: equals)...])))
        return name.isEmpty ? value : "\(name)=\(value)"
    }
}
