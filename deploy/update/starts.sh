# Slots with counted starts: RAUC's custom backend (get-primary, set-primary, get-state, set-state, get-current),
# and three verbs of ours: booted (at every start, before RAUC), restart, and end-trial (long after the start).
# Read by u-boot and grub, which bring get NAME and put NAME VALUE …: what the boot loader of each remembers. A put is done whole or not at all.
#
# BOOT_ORDER names the slots, the first one that has starts left is booted; the boot loader takes one from BOOT_X_LEFT at each start.
# A slot on trial has one start; set-state X good gives it three. A slot that is bad is not in BOOT_ORDER, and the last one in it stays there:
# that one was found good once and is the way back, so it is never given up before another one was found good.

cmdline=${KAZASHI_CMDLINE:-/proc/cmdline}

name=${0##*/}
fail() { echo "$name: $*" >&2; exit 1; }

slot() { case $1 in A | B) echo "$1" ;; *) fail "no slot $1; A and B are" ;; esac; }
other() { case $1 in A) echo B ;; B) echo A ;; *) fail "no slot $1; A and B are" ;; esac; }
current() { sed -n 's/.*rauc\.slot=\([AB]\).*/\1/p' "$cmdline"; }
left() { get "BOOT_$1_LEFT" || echo 0; }
order=""
read_order() { order=$(get BOOT_ORDER || echo "A B"); }
without() { rest=""; for each in $order; do [ "$each" = "$1" ] || rest="${rest:+$rest }$each"; done; }   # into rest

is_good() {
    case " $order " in *" $1 "*) [ "$(left "$1")" -gt 0 ] ;; *) return 1 ;; esac
}

# What would really boot; with no start left anywhere the boot loader gives the first one a trial anew, and three to the last one.
primary() {
    for each in $order; do
        if is_good "$each"; then echo "$each"; return; fi
    done
    echo "${order%% *}"
}

set_primary() {
    without "$1"
    starts=1
    [ "$1" != "$(current)" ] || starts=3
    put BOOT_ORDER "$1${rest:+ $rest}" "BOOT_$1_LEFT" "$starts"
}

set_good() {
    case " $order " in *" $1 "*) ;; *) order="$order $1" ;; esac
    put BOOT_ORDER "$order" "BOOT_$1_LEFT" 3
}

set_bad() {
    without "$1"
    [ -n "$rest" ] || fail "slot $1 stays good: the other one is bad, and something must boot"
    case $order in "$rest $1")   # of the two, the first one is on trial until it has been found good
        [ "$(left "$rest")" -ge 2 ] || fail "slot $1 stays good: the other one is on trial, and a trial needs a way back" ;;
    esac
    put BOOT_ORDER "$rest" "BOOT_$1_LEFT" 0
}

# At every start: one that stood before us and has no start left has failed its trial.
booted() {
    first=${order%% *}
    without "$first"
    if [ "$first" != "$(current)" ] && [ -n "$rest" ] && [ "$(left "$first")" -eq 0 ]; then
        set_bad "$first"
        echo "returned from $first"
    fi
}

restart() { sync; ${KAZASHI_REBOOT:-systemctl reboot}; }

# Long after the start: whoever has no start left has not been found good by anybody, and the other slot is there to go back to.
end_trial() {
    without "$(current)"
    if [ -n "$rest" ] && [ "$(left "$(current)")" -eq 0 ] && is_good "$rest"; then
        echo "$(current) was not found good"
        restart
    fi
}

read_order
case ${1:-} in
    get-primary) primary ;;
    set-primary) set_primary "$(slot "$2")" ;;
    get-state)   if is_good "$(slot "$2")" || [ "$2" = "$(primary)" ]; then echo good; else echo bad; fi ;;   # out of starts and the only one: it gets new ones
    set-state)   case $3 in good) set_good "$(slot "$2")" ;; bad) set_bad "$(slot "$2")" ;; *) fail "no state $3; good and bad are" ;; esac ;;
    get-current) current ;;
    booted)      booted ;;
    restart)     restart ;;
    end-trial)   end_trial ;;
    *)           fail "usage: $name get-primary | set-primary A|B | get-state A|B | set-state A|B good|bad | get-current | booted | restart | end-trial" ;;
esac
