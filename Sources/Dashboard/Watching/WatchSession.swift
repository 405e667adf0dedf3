import HarnessKit
import Ledger

/// `watch` on a terminal: draws what is there, waits for a key or a change, draws what is new.
struct WatchSession {
    private let context: Context
    private let terminal: Terminal
    private let loop: PollLoop
    private let style: Style
    private var set: LedgerSet
    private var model = WatchModel()
    private var buffer = FrameBuffer()
    private var newest: [Int] = []
    private var read = Duration.zero
    private var opened: Duration

    /// How often it is asked whether something happened; how often ages are counted anew and trees looked for.
    private static let tick = Duration.milliseconds(500)
    private static let ages = Duration.seconds(5)
    private static let trees = Duration.seconds(20)

    init(on terminal: Terminal, _ loop: PollLoop, in context: Context) throws {
        self.context = context
        self.terminal = terminal
        self.loop = loop
        style = context.styles.output
        set = try LedgerSet(in: context)
        opened = loop.now
    }

    /// Returns when the person has had enough.
    mutating func run() throws {
        try refresh()
        while true {
            try draw()
            for input in try terminal.wait(until: loop.now + Self.tick) {
                guard try take(input) else { return }
            }
            try refreshWhereNew()
        }
    }

    /// False where it is over.
    private mutating func take(_ input: Terminal.Input) throws -> Bool {
        switch input {
        case .closed: return false
        case .redraw:
            buffer.forget()
            try refresh()
        case .key(let key):
            switch model.press(key, on: terminal.size) {
            case .quit: return false
            case .suspend: try terminal.suspend()
            case .redraw: buffer.forget()
            case .read: try refresh()
            case .none: break
            }
        }
        return true
    }

    private mutating func refreshWhereNew() throws {
        if set.members.isEmpty || loop.now - opened >= Self.trees {
            set = try LedgerSet(in: context)
            opened = loop.now
        }
        let now = try set.members.map { try $0.ledger.newestEvent() }
        if now != newest || loop.now - read >= Self.ages { try refresh() }
        newest = now
    }

    private mutating func refresh() throws {
        let reader = PlaceReader(set: set, now: context.clock.now(), columns: terminal.size.columns)
        do {
            model.show(try reader.content(of: model.place))
        } catch let failure as Failure {
            model.show(PlaceContent("cannot be read", [PlaceRow(line: StyledLine(failure.message, .bad))]))
        }
        read = loop.now
    }

    private mutating func draw() throws {
        let size = terminal.size
        let clock = String(context.clock.now().iso8601.dropFirst(11).dropLast(4))
        let screen = model.screen(on: size, clock: "\(clock) UTC")
        let rows = screen.lines.enumerated().map { index, line in
            let safe = line.mapText(context.secrets.redact)
            guard index == screen.chosen else { return (text: safe.painted(style), columns: safe.columns) }
            // The mark shows the choice where there are no colours.
            var marked = StyledLine(">")
            marked.add(String(safe.text.dropFirst()))
            return (text: style.reversed(marked.text), columns: marked.columns)
        }
        try context.output.draw(buffer.update(to: rows, on: size))
    }
}
