import HarnessKit

/// What a work tree consists of: path, mode and raw bytes of every file that is tracked, or not and not ignored.
///
/// It is made by a walk of our own. Git's status and index can be told to lie (`assume-unchanged`, clean filters,
/// `info/exclude`); they are asked only which ignored files are tracked all the same.
package struct Manifest: Sendable {
    /// In byte order of their paths.
    package let entries: [Entry]
    /// What a person should know of: files that something else than the rules would have hidden, and no files.
    package let findings: [Finding]
    /// The topmost files and folders that the rules hide.
    package let hidden: [RelativePath]
    /// The `.gitignore` files that were read, to be held against those of a later time.
    package let ignoreFiles: IgnoreFiles
    /// A digest of all entries.
    package let digest: Digest

    package struct Entry: Sendable, Equatable {
        package let path: RelativePath
        package let kind: Kind
        package let size: Int
        /// Of the file's bytes, or of what the link says.
        package let digest: Digest

        package init(path: RelativePath, kind: Kind, size: Int, digest: Digest) {
            (self.path, self.kind, self.size, self.digest) = (path, kind, size, digest)
        }
    }

    package enum Kind: UInt8, Sendable { case file = 0x46, executable = 0x58, link = 0x4C }

    /// That of a folder in which nothing is.
    package static let empty = Manifest(entries: [])

    init(
        entries: [Entry], findings: [Finding] = [], hidden: [RelativePath] = [],
        ignoreFiles: IgnoreFiles = IgnoreFiles()
    ) {
        self.entries = entries
        self.findings = findings
        self.hidden = hidden
        self.ignoreFiles = ignoreFiles
        digest = Self.digest(of: entries)
    }

    /// The same with some files of another: those take the place of what is there.
    package func overlaid(with others: [Entry], leavingOut gone: Set<RelativePath> = []) -> Manifest {
        let paths = Set(others.map(\.path)).union(gone)
        return Manifest(entries: (entries.filter { !paths.contains($0.path) } + others).sorted { $0.path < $1.path })
    }

    private static func digest(of entries: [Entry]) -> Digest {
        var packing = Packing()
        packing.reserve(entries.count * 96)
        packing.addRaw(Bytes("harness manifest 1\n".utf8))
        for entry in entries {
            packing.addRaw([entry.kind.rawValue])
            packing.add(entry.path.bytes)
            packing.addRaw(entry.digest.bytes)
        }
        return SHA256.digest(of: packing.bytes)
    }
}

extension Manifest {
    /// Something that the walk met and that does not go without saying.
    package struct Finding: Sendable, Equatable {
        /// The file, or the folder with all that is in it.
        package let path: RelativePath
        package let reason: Reason

        package init(path: RelativePath, reason: Reason) {
            (self.path, self.reason) = (path, reason)
        }
    }

    package enum Reason: String, Sendable {
        /// Part of the manifest though `.git/info/exclude` names it.
        case infoExclude = "info-exclude"
        /// Part of the manifest though the user's own excludes file names it.
        case globalExcludes = "global-excludes"
        /// Part of the manifest though a line of a `.gitignore` names it: one that the base does not have.
        case newIgnoreLine = "new-ignore-line"
        /// Part of the manifest though a repository inside the project holds it, of which the project's own keeps nothing.
        case ownRepository = "own-repository"
        /// Part of the manifest though git is told to skip what becomes of it (`update-index --skip-worktree`).
        case skipWorktree = "skip-worktree"
        /// Part of the manifest though git is told not to expect changes (`update-index --assume-unchanged`).
        case assumeUnchanged = "assume-unchanged"
        /// Part of the manifest though the project's git would commit other bytes of it, or none.
        case committedOtherwise = "committed-otherwise"
        /// A pipe, socket or device: left out.
        case noFile = "no-file"
    }
}

extension Manifest {
    /// What differs between two manifests, each in byte order.
    package struct Changes: Sendable, Equatable {
        package internal(set) var added: [RelativePath] = []
        package internal(set) var removed: [RelativePath] = []
        package internal(set) var changed: [RelativePath] = []

        package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
    }

    /// What became of another manifest's files in this one.
    package func changes(from former: Manifest) -> Changes {
        var changes = Changes()
        var (old, new) = (former.entries[...], entries[...])
        while let left = old.first ?? new.first {
            let right = new.first ?? left
            if new.isEmpty || (!old.isEmpty && left.path < right.path) {
                changes.removed.append(left.path)
                old.removeFirst()
            } else if old.isEmpty || right.path < left.path {
                changes.added.append(right.path)
                new.removeFirst()
            } else {
                if left != right { changes.changed.append(left.path) }
                old.removeFirst()
                new.removeFirst()
            }
        }
        return changes
    }
}
