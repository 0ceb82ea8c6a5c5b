"""A small base of agents, and credits of some of them."""

from __future__ import annotations

from earmark.authors import Agent, Context, Credit

AGENTS = [
    Agent("fyodor", "Fyodor Dostoevsky", born=1821, died=1881, context=Context(titles=("Crime and Punishment",))),
    Agent("jacob", "Jacob Grimm", context=Context(titles=("Household Tales",))),
    Agent("wilhelm", "Wilhelm Grimm", context=Context(titles=("Household Tales",))),
    Agent("orczy", "Baroness Emmuska Orczy", aliases=("Orczy, Emma",)),
    Agent("pere", "Dumas, Alexandre, père", context=Context(languages=("fr",))),
    Agent("fils", "Dumas, Alexandre, fils", context=Context(languages=("fr",))),
    Agent("xun", "Xun Lu", aliases=("鲁迅",)),
    Agent("virgil", "Virgil", aliases=("Publius Vergilius Maro",)),
    Agent("old", "Virgill", redirect="virgil"),
    Agent("various", "Various"),
]

CREDITS = [
    (Credit("1", "Dostoyevsky, Fyodor"), "fyodor"),
    (Credit("2", "DOSTOEVSKY, FYODOR"), "fyodor"),
    (Credit("3", "Wilhelm Grimm"), "wilhelm"),
    (Credit("4", "鲁迅 - Lu Xun"), "xun"),
    (Credit("5", "Alexandre Dumas fils"), "fils"),
    (Credit("6", "Publius Vergilius Maro"), "virgil"),
    (Credit("7", "Orczy, Emmuska, Baroness"), "orczy"),
    (Credit("8", "Somebody Nowhere"), ""),
]
