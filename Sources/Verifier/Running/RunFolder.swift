import HarnessKit

/// The folder that stands for {{tmp}}, gone with whoever holds it, or with the next run should that one be killed.
final class RunFolder {
    let path: Path
    private var folder: TemporaryFolder?
    private let claim: Leftovers.Claim?

    /// Makes one. It is noted before it is there: whoever is killed between the two leaves nothing unknown.
    init(of run: String, notedIn leftovers: Leftovers?, in context: Context) throws {
        path = try TemporaryFolder.place(in: context.environment, by: context.random(6))
        claim = try leftovers?.begin(run: "\(run)-\(context.random(3).hexadecimal)", folder: path)
        do {
            folder = try TemporaryFolder(at: path)
        } catch {
            claim?.end()
            throw error
        }
    }

    /// One that somebody else made and takes away.
    init(lent path: Path) {
        self.path = path
        claim = nil
    }

    deinit {
        folder = nil
        claim?.end()
    }
}
