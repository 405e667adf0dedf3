import HarnessKit
