import CHarness

/// Which process, for ever: its number is given to others again, its start in this boot is not.
package struct ProcessIdentity: Hashable, Sendable {
    package let number: Int32
    package let start: Int64
    package let boot: String

    package init(number: Int32, start: Int64, boot: String) {
        self.number = number
        self.start = start
        self.boot = boot
    }

    /// The process that has this number now; nil where there is none.
    package init?(ofRunning number: Int32) {
        let start = harness_process_start(number)
        guard start >= 0 else { return nil }
        self.init(number: number, start: start, boot: Self.currentBoot)
    }

    package init?(json: JSON) {
        guard let number = json["pid"]?.integer.flatMap({ Int32(exactly: $0) }), let start = json["start"]?.integer,
            let boot = json["boot"]?.string
        else { return nil }
        self.init(number: number, start: Int64(start), boot: boot)
    }

    package var json: JSON {
        ["pid": .integer(Int(number)), "start": .integer(Int(start)), "boot": .string(boot)]
    }

    package static var current: ProcessIdentity? { ProcessIdentity(ofRunning: getpid()) }

    /// Whether this very process still runs; a zombie does not.
    package var isAlive: Bool { ProcessIdentity(ofRunning: number) == self }

    private static var currentBoot: String {
        var text = [CChar](repeating: 0, count: 64)
        let length = harness_boot_identity(&text, Int32(text.count))
        return String(decoding: text.prefix(Int(max(0, length))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
