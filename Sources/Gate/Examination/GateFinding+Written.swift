import Ledger

extension GateFinding {
    /// What was verified must be what lies there.
    mutating func judge(_ moved: [String], _ written: WrittenFiles, of count: Int) throws {
        var refusal = Refusal()
        if let what = Self.some(of: moved) {
            refusal.addMoved(what)
        }
        if let what = Self.some(of: written.sources) {
            refusal.add(
                .treeMoved, "\(what) was rewritten in the copy by what was run: other code was verified than lies here",
                hint:
                    "have nothing rewrite it; where a build makes it, run that build here, then the same command again; "
                    + "where every run makes it another, have git ignore it and delete it here ('git rm -r' where git has it)"
            )
        }
        if let what = Self.some(of: written.rebuilt) {
            warn(
                .written,
                "\(what) is another after every run of what builds or tests the project, by a number or a time, and "
                    + "so what was verified is not byte for byte what lies here",
                hint: "for V2 have git ignore it and delete it here: 'echo \(written.rebuilt[0]) >> .gitignore; "
                    + "git rm -q --cached --ignore-unmatch \(written.rebuilt[0]); rm \(written.rebuilt[0])'; "
                    + "where a scenario runs it, \"build\" in environment.json makes it")
        }
        if let what = Self.some(of: written.others) {
            warn(.written, "\(what) was written in the copy by what was run: it is not what it was at the start")
        }
        let isRebuilt = refusal.reasons.isEmpty && !written.rebuilt.isEmpty
        controls.append(
            ControlResult(
                "tree", isRebuilt ? .couldNotRun : refusal.reasons.isEmpty ? .held : .failed,
                "\(count) files, "
                    + (isRebuilt ? "\(written.rebuilt.count) made another by every run" : "none changed meanwhile"),
                code: isRebuilt ? GateCode.written.rawValue : refusal.reasons.first?.code))
        try refusal.raise()
    }
}
