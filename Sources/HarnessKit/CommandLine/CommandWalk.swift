/// The way from a tool down to the command that the words name.
struct CommandWalk {
    private(set) var node: CommandNode
    private(set) var path: [String]
    /// The words that are left for the command itself.
    private(set) var rest: [Word] = []
    var globals = GlobalOptions()
    private(set) var wantsHelp = false
    private(set) var wantsVersion = false

    init(from tool: CommandNode) {
        node = tool
        path = [tool.name]
    }

    var helpHint: String { "run '\(path.joined(separator: " ")) --help'" }

    /// Follows the words as far as they are names of commands; options for all may stand between them.
    mutating func descend(_ words: [Word]) throws {
        var words = words[...]
        var asksByWord = false
        while let word = words.first {
            if word.looksLikeOption {
                guard word.text != "--", let taken = try takeGlobal(words) else { break }
                words = words.dropFirst(taken - 1)
            } else if let child = node.child(named: word.text) {
                step(to: child)
            } else if word.text == CommandNode.help, !node.children.isEmpty {
                asksByWord = true
            } else {
                break
            }
            words = words.dropFirst()
        }
        rest = Array(words)
        let options = words.prefix { $0.text != "--" }
        wantsHelp = asksByWord || globals.wantsHelp || options.contains { ["--help", "-h"].contains($0.text) }
        if asksByWord, let word = words.first, !word.looksLikeOption { throw unknown(word) }
        wantsVersion = globals.wantsVersion || options.contains("--version")
        if let word = words.first, node.action == nil, !wantsHelp, !wantsVersion { throw unknown(word) }
    }

    func missingCommand() -> Failure {
        let names = node.visibleChildren.map(\.name).joined(separator: ", ")
        guard !names.isEmpty else {
            return Failure(.usage, "\(node.name) has no commands in this version", hint: helpHint)
        }
        return Failure(.usage, "a command is missing; it is one of \(names)", hint: helpHint)
    }

    private mutating func step(to child: CommandNode) {
        node = child
        path.append(child.name)
    }

    /// How many words a global option at the front takes up, or nil where it is none.
    private mutating func takeGlobal(_ words: ArraySlice<Word>) throws -> Int? {
        guard let first = words.first?.text,
            let form = GlobalOptions.forms.first(where: { form in
                form.names.contains { $0 == first || first.hasPrefix("\($0)=") }
            })
        else { return nil }
        let count = form.arity == .one && !first.contains("=") ? min(2, words.count) : 1
        do {
            let parser = ArgumentParser(own: [], globals: GlobalOptions.forms)
            for argument in try parser.sort(words.prefix(count)).globals { try globals.store(argument) }
        } catch let error as UsageError {
            throw Failure(.usage, error.message, hint: error.hint ?? helpHint)
        }
        return count
    }

    private func unknown(_ word: Word) -> Failure {
        let names = node.visibleChildren.map(\.name)
        let path = path.joined(separator: " ")
        if word.looksLikeOption {
            let name = String(word.text.prefix { $0 != "=" })
            let guess = Suggestion.nearest(to: name, among: GlobalOptions.forms.flatMap(\.names))
            return Failure(
                .usage, "unknown option \(name)",
                hint: guess.map { "did you mean \($0)?" } ?? "a command comes first: run '\(path) --help'")
        }
        let guess = Suggestion.nearest(to: word.text, among: names).map { "did you mean '\(path) \($0)'?" }
        return Failure(.usage, "unknown command '\(word.text)'", hint: guess ?? helpHint)
    }
}
