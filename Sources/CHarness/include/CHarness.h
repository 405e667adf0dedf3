// Mechanism that Swift cannot express: forking, signal handlers, hashing at the speed of the machine.
#ifndef CHARNESS_H
#define CHARNESS_H

#include "copy.h"
#include "guardian.h"
#include "kin.h"
#include "network.h"
#include "pages.h"
#include "sha256.h"
#include "system.h"
#include "terminal.h"

#endif
