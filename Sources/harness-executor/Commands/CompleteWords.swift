import HarnessKit

/// What the completion scripts call: the words so far in, candidates out.
struct CompleteWords: Command {
    static let name = "complete-words"
    static let summary = "prints what can stand where the last word is"
    static let parameters: [Parameter<Self>] = [
        .required("--shell", value: "SHELL", to: \.shell, "whose form the lines have"),
        .arguments("WORD", to: \.words, "the command line up to the cursor"),
    ]

    var shell = Completion.Shell.bash
    var words: [String] = []

    func run(in context: Context) -> Answer {
        let candidates = Completion.candidates(for: words, among: [program.root] + tools)
        return Answer(
            json: .array(candidates.map { .string($0.word) }),
            text: candidates.map(line).joined(separator: "\n"))
    }

    private func line(_ candidate: Completion.Candidate) -> String {
        guard !candidate.about.isEmpty else { return candidate.word }
        switch shell {
        case .bash: return candidate.word
        case .zsh: return "\(candidate.word):\(candidate.about)"
        case .fish: return "\(candidate.word)\t\(candidate.about)"
        }
    }
}
