/// What the shell offers after a tab: the program itself answers, from the same tables as everything else.
package enum Completion {
    package enum Shell: String, CaseIterable, ArgumentValue {
        case bash, zsh, fish
    }

    package struct Candidate: Sendable {
        package let word: String
        package let about: String
    }

    /// The words that can stand where the last one is; none means that a file may.
    package static func candidates(for words: [String], among tools: [CommandNode]) -> [Candidate] {
        guard let first = words.first, words.count > 1 else { return [] }
        guard let tool = tools.first(where: { $0.name == Path(first).name }) else { return [] }
        var node = tool
        var typed = words.dropFirst().dropLast()
        while let index = typed.firstIndex(where: { !$0.hasPrefix("-") }), let child = node.child(named: typed[index]) {
            node = child
            typed = typed[(index + 1)...]
        }
        let forms = (node.action?.parameters() ?? []) + GlobalOptions.forms
        let partial = words[words.count - 1]
        if let open = typed.last.flatMap({ last in forms.first { $0.names.contains(last) } }), open.arity != .none {
            return open.choices.filter { $0.hasPrefix(partial) }.map { Candidate(word: $0, about: "") }
        }
        if typed.first == CommandNode.help { return commands(of: node).filter { $0.word.hasPrefix(partial) } }
        return offers(of: node, forms, after: typed).filter { $0.word.hasPrefix(partial) }
    }

    private static func offers(
        of node: CommandNode, _ forms: [ParameterForm], after typed: ArraySlice<String>
    ) -> [Candidate] {
        let places = forms.filter(\.isPositional)
        let taken = words(in: typed, forms)
        let place = taken < places.count ? places[taken] : places.last { $0.repeats }
        let children = taken == 0 ? commands(of: node) : []
        let choices = (place?.choices ?? []).map { Candidate(word: $0, about: "") }
        let options = forms.filter { form in
            !form.isPositional && (form.repeats || !form.names.contains(where: typed.contains))
        }.flatMap { form in form.names.filter { $0.hasPrefix("--") }.map { Candidate(word: $0, about: form.about) } }
        return children + choices + options
    }

    private static func commands(of node: CommandNode) -> [Candidate] {
        node.visibleChildren.map { Candidate(word: $0.name, about: $0.summary) }
    }

    /// How many words known by their place there are already.
    private static func words(in typed: ArraySlice<String>, _ forms: [ParameterForm]) -> Int {
        var count = 0
        var isValue = false
        for word in typed {
            let form = forms.first { $0.names.contains(word) }
            if form == nil, !isValue, !word.hasPrefix("-") { count += 1 }
            isValue = form.map { $0.arity != .none } ?? false
        }
        return count
    }

    /// What to put into the shell's start-up file.
    package static func script(for shell: Shell, tools: [String]) -> String {
        let names = tools.joined(separator: " ")
        switch shell {
        case .bash:
            return """
                _harness_executor() {
                    local IFS=$'\\n'
                    local line="${COMP_LINE:0:COMP_POINT}" words
                    words=("${COMP_WORDS[@]:0:COMP_CWORD}" "${COMP_WORDS[COMP_CWORD]}")
                    COMPREPLY=($(harness-executor complete-words --shell bash -- "${words[@]}" 2>/dev/null))
                }
                complete -o default -F _harness_executor \(names)
                """
        case .zsh:
            return """
                #compdef \(names)
                _harness_executor() {
                    local -a found
                    found=("${(@f)$(harness-executor complete-words --shell zsh -- "${words[@]:0:$CURRENT}" 2>/dev/null)}")
                    if [[ -n "${found[1]}" ]]; then _describe 'harness' found; else _files; fi
                }
                if [[ "$funcstack[1]" = _harness_executor ]]; then
                    _harness_executor "$@"
                else
                    compdef _harness_executor \(names)
                fi
                """
        case .fish:
            return """
                function __harness_executor
                    set -l found (harness-executor complete-words --shell fish -- (commandline -opc) (commandline -ct) 2>/dev/null)
                    if test (count $found) -gt 0
                        printf '%s\\n' $found
                    else
                        __fish_complete_path (commandline -ct)
                    end
                end
                \(tools.map { "complete -c \($0) -f -a '(__harness_executor)'" }.joined(separator: "\n"))
                """
        }
    }
}
