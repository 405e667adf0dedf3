import HarnessKit
import TestSupport
import Testing

/// What lies above the copies and would hold in them alone.
@Suite(.timeLimit(.minutes(30))) struct CopyPlaceTests {
    @Test(arguments: [".cargo/config.toml", "pytest.ini", "go.work"])
    func `Settings above the copies keep copies from being made there`(name: String) throws {
        let (stand, place) = (try Stand(.program), try Workbench())
        try place.write("# of no project\n", to: "above/\(name)")
        stand.variables["HARNESS_CACHE_DIR"] = (place.path / "above/copies").description
        let outcome = try stand.begin().plan().work().complete()
        expect(outcome.exit == 0 && outcome.level == "V1", "\(outcome.summary)")
        expect(
            outcome.shortcomings.contains {
                $0.contains("\(name) lies above the copies, and would have a say in them alone")
            }, "\(outcome.summary)")
    }

    @Test func `What cargo takes for every project is in nobody's way`() throws {
        let (stand, place) = (try Stand(.program), try Workbench())
        try place.write("# of every project\n", to: ".cargo/config.toml")
        stand.variables["HARNESS_CACHE_DIR"] = (place.path / "copies").description
        stand.variables["CARGO_HOME"] = (place.path / ".cargo").description
        let outcome = try stand.begin().plan().work().complete()
        expect(outcome.exit == 0 && outcome.level == "V2", "\(outcome.summary)")
    }

    @Test func `Settings above project and copies hold for both`() throws {
        let stand = try Stand(.program)
        try stand.bench.write("[pytest]\n", to: "pytest.ini")
        stand.variables["HARNESS_CACHE_DIR"] = (stand.bench.path / "build/copies").description
        let outcome = try stand.begin().plan().work().complete()
        expect(!outcome.output.contains("lies above the copies"), "\(outcome.summary)")
    }
}
