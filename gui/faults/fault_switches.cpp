// SPDX-License-Identifier: Apache-2.0
#include "gui/faults/fault_switches.h"

#include <algorithm>

namespace quorate::gui {

namespace {

bool isActive(const observe::ClusterState& state, const observe::ActiveFault& fault) {
    const auto& faults = state.faults();
    return std::find(faults.begin(), faults.end(), fault) != faults.end();
}

}  // namespace

void FaultSwitches::switchOff(const observe::ActiveFault& fault, observe::Moment now) {
    forget(fault.fault, now);
    m_off.push_back({fault, now, std::nullopt, std::nullopt});
}

void FaultSwitches::switchOn(std::uint64_t fault, const observe::ClusterState& state) {
    std::uint64_t highest = fault;
    for (const observe::ActiveFault& active : state.faults()) {
        highest = std::max(highest, active.fault);
    }
    for (Off& off : m_off) {
        if (off.fault.fault == fault && !off.to) {
            off.switchedOnAfter = highest;
        }
    }
}

void FaultSwitches::forget(std::uint64_t fault, observe::Moment now) {
    for (Off& off : m_off) {
        if (off.fault.fault == fault && !off.to) {
            off.to = now;
        }
    }
}

void FaultSwitches::look(const observe::ClusterState& state) {
    for (Off& off : m_off) {
        if (!off.switchedOnAfter || off.to) {
            continue;
        }
        for (const observe::ActiveFault& active : state.faults()) {
            // Rules that are switched off have numbers of their own.
            const bool isNew = active.fault > *off.switchedOnAfter ||
                               (active.fault == off.fault.fault && active != off.fault);
            if (isNew && active.nodes == off.fault.nodes) {
                off.to = active.since;
            }
        }
    }
}

std::vector<observe::ActiveFault> FaultSwitches::offAt(const observe::ClusterState& state,
                                                       observe::Moment moment) const {
    std::vector<observe::ActiveFault> faults;
    for (const Off& off : m_off) {
        if (off.from <= moment && (!off.to || moment < *off.to) && !isActive(state, off.fault)) {
            faults.push_back(off.fault);
        }
    }
    return faults;
}

}  // namespace quorate::gui
