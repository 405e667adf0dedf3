import HarnessKit

/// Watches for evidence that a scenario's own foreign programs make.
///
/// What a later step expects is asked before and after each such program. Where it holds only afterwards, and the file
/// changed in between, the program has made the evidence and not the application. Rows that are seeded for the
/// application to read are no evidence, and nothing is said of them.
final class SelfMade {
    /// The steps that assert what a foreign program wrote, by their index, and the step that wrote it.
    private(set) var makers: [Int: String] = [:]

    private let scenario: Scenario
    private let scene: Scene
    private var held: Set<Int> = []
    private var startedAt = Int64.zero
    /// When the scenario began.
    private var beganAt = Int64.zero
    /// When foreign programs ran, by the clock that files are stamped with.
    private var spans: [(maker: String, start: Int64, end: Int64)] = []

    init(_ scenario: Scenario, in scene: Scene) {
        self.scenario = scenario
        self.scene = scene
        beganAt = now - Self.tick
    }

    private var now: Int64 { Int64(scene.stage.context.clock.now().timeIntervalSince1970 * 1_000_000_000) }

    /// The system stamps files by a clock that ticks a few times in a hundredth of a second.
    private static let tick: Int64 = 10_000_000

    func begin(_ index: Int, _ bindings: Bindings) {
        held = Set(targets(after: index).filter { holds(scenario.steps[$0], bindings) })
        startedAt = now - Self.tick
    }

    func end(_ index: Int, named name: String, _ bindings: Bindings) {
        spans.append((name, startedAt, now))
        for target in targets(after: index) where !held.contains(target) && makers[target] == nil {
            let step = scenario.steps[target]
            if holds(step, bindings), isGone(step, bindings) || changed(step, bindings) >= startedAt {
                makers[target] = name
            }
        }
    }

    /// Who last wrote a file, if that was a foreign program.
    func maker(of path: Path) -> String? {
        guard let changed = FileStatus(following: path)?.changed else { return nil }
        return spans.last { $0.start <= changed && changed <= $0.end }?.maker
    }

    /// Whether files lay there when the scenario began, and nothing wrote to them since.
    func wereThere(_ files: Set<Path>) -> Bool {
        files.allSatisfy { path in FileStatus(following: path).map { $0.changed < beganAt } ?? false }
    }

    private func targets(after index: Int) -> [Int] {
        scenario.steps.indices.filter { target in
            let step = scenario.steps[target]
            return target > index && (step.file != nil || step.sqlite != nil) && step.expect?.isEmpty == false
        }
    }

    private func holds(_ step: Step, _ bindings: Bindings) -> Bool {
        guard let observation = try? step.perform(in: scene, bindings), observation.trouble == nil else { return false }
        let judge = Judge(observation: observation, bindings: bindings)
        return (try? judge.judge(step.expect ?? Expectation()).allSatisfy(\.hasPassed)) ?? false
    }

    private func isGone(_ step: Step, _ bindings: Bindings) -> Bool { changed(step, bindings) == 0 }

    /// When the file, or the log beside a database, was last written.
    private func changed(_ step: Step, _ bindings: Bindings) -> Int64 {
        guard let name = (step.file?.path ?? step.sqlite?.file).flatMap({ try? bindings.text($0) }) else { return 0 }
        let path = scene.stage.root / Path(name)
        return [path, path.appending("-wal")].compactMap { FileStatus(following: $0)?.changed }.max() ?? 0
    }
}
