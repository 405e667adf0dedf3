/// Sorts the words of a command line into the rows of two tables: the command's own and the global one.
struct ArgumentParser {
    let own: [ParameterForm]
    let globals: [ParameterForm]
    /// What to type in place of options that are not there.
    var instead: @Sendable () -> [String: String] = { [:] }

    struct Sorted {
        var own: [ParsedArgument] = []
        var globals: [ParsedArgument] = []
    }

    private enum Table { case own, globals }

    func sort(_ words: some Collection<Word>) throws -> Sorted {
        var sorted = Sorted()
        var rest = Array(words)[...]
        var isOptionsOver = false
        while let word = rest.popFirst() {
            if isOptionsOver || !(word.looksLikeOption || hasShortOption(word)) {
                try place(word, &rest, isOptionsOver, in: &sorted)
            } else if word.text == "--" {
                isOptionsOver = true
            } else {
                try takeOption(word, &rest, in: &sorted)
            }
        }
        try checkRequired(sorted.own)
        return sorted
    }

    private func takeOption(_ word: Word, _ rest: inout ArraySlice<Word>, in sorted: inout Sorted) throws {
        let (name, attached) = split(word)
        guard let (table, index, form) = find(name) else { throw unknown(name) }
        var values: [Word] = []
        switch form.arity {
        case .none:
            guard attached == nil else { throw UsageError("\(name) takes no value") }
        case .one:
            if let attached {
                values = [attached]
            } else if let next = rest.first, !next.looksLikeOption {
                values = [rest.removeFirst()]
            } else {
                let fix = rest.first.map { "; a value that begins with a dash is written \(name)=\($0.text)" } ?? ""
                throw UsageError("\(name) needs a value: \(name) \(form.value)\(fix)")
            }
        case .upToNext:
            values = attached.map { [$0] } ?? []
            while let next = rest.first, !next.looksLikeOption { values.append(rest.removeFirst()) }
            guard !values.isEmpty else { throw UsageError("\(name) needs at least one value: \(name) \(form.value)") }
        }
        let argument = ParsedArgument(parameter: index, spelling: name, values: values)
        let others = table == .own ? sorted.own : sorted.globals
        if form.arity == .one, !form.repeats, let earlier = others.first(where: { $0.parameter == index }) {
            throw UsageError(
                "\(name) is given twice: '\(earlier.values[0].text)' and '\(values[0].text)'", hint: "keep one of them")
        }
        switch table {
        case .globals: sorted.globals.append(argument)
        case .own: sorted.own.append(argument)
        }
    }

    private func place(
        _ word: Word, _ rest: inout ArraySlice<Word>, _ isOptionsOver: Bool, in sorted: inout Sorted
    ) throws {
        let taken = sorted.own.filter { own[$0.parameter].isPositional }.map(\.parameter)
        let free = own.indices.first { own[$0].isPositional && (own[$0].repeats || !taken.contains($0)) }
        guard let free else {
            let takesWords = own.contains { $0.isPositional || $0.arity != .none }
            let naming = own.first { $0.title.hasSuffix("-id") && word.text.contains(where: \.isNumber) }
            // Who leaves out the option that everything hangs on has its value in hand.
            let wanted = own.indices.first { index in
                own[index].isRequired && !own[index].isPositional && own[index].arity == .one
                    && !sorted.own.contains { $0.parameter == index }
            }
            let hint =
                naming.map { "name it as \($0.title) \(word.text)" }
                ?? wanted.map { "give it as \(own[$0].title) \(own[$0].value)" }
            throw UsageError(
                "unexpected word '\(word.text)'",
                hint: hint ?? (takesWords ? "quote a value that has spaces in it" : nil))
        }
        sorted.own.append(ParsedArgument(parameter: free, spelling: own[free].value, values: [word]))
    }

    private func checkRequired(_ arguments: [ParsedArgument]) throws {
        let missing = own.indices.filter { index in
            own[index].isRequired && !arguments.contains { $0.parameter == index }
        }
        guard !missing.isEmpty else { return }
        let names = missing.map { own[$0].isPositional ? own[$0].value : "\(own[$0].title) \(own[$0].value)" }
        throw UsageError("missing \(names.joined(separator: " and "))")
    }

    /// "-dsome text": a dash and a letter that is known to take a value.
    private func hasShortOption(_ word: Word) -> Bool {
        guard word.bytes.first == UInt8(ascii: "-"), word.bytes.count > 2 else { return false }
        return find(String(word.text.prefix(2))).map { $0.form.arity != .none } ?? false
    }

    /// "--name=value" and "-dvalue".
    private func split(_ word: Word) -> (name: String, value: Word?) {
        if word.bytes.starts(with: "--".utf8) {
            guard let equals = word.bytes.firstIndex(of: UInt8(ascii: "=")) else { return (word.text, nil) }
            let name = String(decoding: word.bytes[..<equals], as: UTF8.self)
            return (name, Word(bytes: Bytes(word.bytes[(equals + 1)...])))
        }
        let short = String(word.text.prefix(2))
        guard word.bytes.count > 2, let found = find(short), found.form.arity != .none else { return (word.text, nil) }
        return (short, Word(bytes: Bytes(word.bytes.dropFirst(2))))
    }

    private func find(_ name: String) -> (table: Table, index: Int, form: ParameterForm)? {
        if let index = own.firstIndex(where: { $0.names.contains(name) }) { return (.own, index, own[index]) }
        return globals.firstIndex { $0.names.contains(name) }.map { (.globals, $0, globals[$0]) }
    }

    private func unknown(_ name: String) -> UsageError {
        if let hint = instead()[name] { return UsageError("there is no \(name) here", hint: hint) }
        let known = (own + globals).flatMap(\.names)
        let guess = Suggestion.nearest(to: name, among: known)
        return UsageError("unknown option \(name)", hint: guess.map { "did you mean \($0)?" })
    }
}
