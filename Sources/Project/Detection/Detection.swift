import HarnessKit

/// What a project's folder tells of how it is built, checked and run.
///
/// Nothing is run, no link is followed, and there is an end to what is read: see `SourceTree`.
package struct Detection: Sendable {
    /// The folders with a manifest, the project's top first.
    package let units: [Unit]
    /// What was passed over, and why, a line each.
    package let notes: [String]

    /// Fails only where the folder itself cannot be opened.
    package init(of root: Path) throws {
        let tree = try SourceTree(root)
        var readings: [UnitReading] = []
        for folder in tree.folders() {
            for ecosystem in Ecosystem.all where folder.isEmpty || !ecosystem.isLastResort {
                guard let reading = UnitReading(of: ecosystem, in: folder, of: tree) else { continue }
                readings.append(reading)
            }
        }
        readings = readings.filter { !$0.isSurplus(beside: readings) }
        units = readings.map { reading in
            reading.unit(isMember: readings.contains { $0.isWorkspace(over: reading) })
        }
        notes = tree.notes
    }

    /// The ecosystems in the order in which they were found, each once.
    package var ecosystems: [String] {
        units.map(\.ecosystem).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The commands of that purpose; what another command does already is left out.
    ///
    /// A workspace speaks for its members, and a Makefile only where its folder has no other voice.
    package func commands(_ purpose: FoundCommand.Purpose) -> [FoundCommand] {
        let own = units.filter { unit in !unit.isMember && unit.commands.contains { $0.purpose == purpose } }
        return own.filter { unit in
            let precedence = Ecosystem.all.first { $0.name == unit.ecosystem }?.givesWay ?? .toNone
            return !own.contains { other in
                other.folder == unit.folder && other != unit && precedence.covers(other.ecosystem)
                    && !Ecosystem.all.contains { $0.isLastResort && $0.name == other.ecosystem }
            }
        }.flatMap(\.commands).filter { $0.purpose == purpose }
    }

    /// Whether the project's build is of those without which nothing of it runs or is tested.
    package var buildsApart: Bool {
        let builds = commands(.build)
        return units.contains { unit in
            Ecosystem.all.contains { $0.name == unit.ecosystem && $0.buildsApart }
                && unit.commands.contains { builds.contains($0) }
        }
    }

    /// Everything that can be run or used: servers first, then by how sure it is, then as it lies.
    package var programs: [FoundProgram] {
        let kinds = FoundProgram.Kind.allCases
        let all = units.flatMap(\.programs).enumerated().map { (place: $0.offset, program: $0.element) }
        func rank(_ item: (place: Int, program: FoundProgram)) -> [Int] {
            let confidence = Confidence.allCases.firstIndex(of: item.program.confidence) ?? 0
            return [kinds.firstIndex(of: item.program.kind) ?? 0, -confidence, item.place]
        }
        return all.sorted { rank($0).lexicographicallyPrecedes(rank($1)) }.map(\.program)
    }

    /// Ignored folders that a copy of the project needs too.
    package var share: [String] { units.flatMap(\.share).reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}

extension Detection {
    /// A line for each finding, as the examples of the ecosystems spell them.
    var lines: [String] {
        let commands = FoundCommand.Purpose.allCases.flatMap { self.commands($0) }.map(\.line)
        return commands + programs.map(\.line) + (share.isEmpty ? [] : ["share: \(share.joined(separator: " "))"])
    }
}

extension FoundCommand {
    var line: String { "\(purpose.rawValue): " + Finding.text(argv, folder, confidence) }
}

extension FoundProgram {
    var line: String {
        let variables = environment.sorted { $0.key.precedes($1.key) }.map { "\($0.key)=\($0.value)" }
        var text = "\(kind.rawValue) \(name)"
        if !argv.isEmpty { text += ": " + Finding.text(variables + argv, folder, confidence) }
        if case .fixed(let port) = port { text += " port \(port)" }
        if kind == .server, port == .unknown { text += " port ?" }
        return text + (ready.map { " ready \($0)" } ?? "")
    }
}

private enum Finding {
    static func text(_ words: [String], _ folder: String, _ confidence: Confidence) -> String {
        words.joined(separator: " ") + (folder.isEmpty ? "" : " in \(folder)")
            + (confidence == .certain ? "" : " (\(confidence.rawValue))")
    }
}
