"""Symbols: document names of the United Nations read rightly; symbols seen where there are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from align.un_documents import find_symbols, parse_file_name, parse_symbol
from benchmarks import Row

PLAUSIBLE = str.split(
    "CRPD/C/CHN/CO/2-3 CRPD/C/GC/6 CED/C/FRA/CO/1 CED/C/SR.123 CMW/C/24/2 CMW/C/MEX/Q/3 NPT/CONF.2015/13 NPT/CONF.2020/PC.II/WP.4 "
    "ISBA/21/C/WP.1 ISBA/26/A/5/Rev.1 CBD/COP/DEC/15/4 CBD/SBSTTA/24/INF/1 UNEP/CBD/COP/10/27 UNODC/CCPCJ/2015/EG.6/1 "
    "A/ES-10/658 A/S-30/L.1 CEDAW/C/URY/8-9 A/CONF.224/PC(III)/L.1 A/CONF.231/3 BWC/CONF.VIII/4 BWC/MSP/2013/5 "
    "APLC/MSP.14/2014/2 CCM/MSP/2014/1 CCW/GGE.1/2018/3 CD/1999 CD/PV.1234 CLCS/42 SPLOS/25/4 IPBES/4/1 HRI/GEN/1/Rev.9 "
    "CCPR/C/114/D/2054/2011 CAT/OP/1/Rev.1 CAT/C/SR.1201 CRC/C/OPAC/CHN/CO/1 CERD/SP/77 E/C.12/CHN/CO/2 E/CN.4/Sub.2/2003/12 "
    "A/HRC/WG.6/17/CHN/1 A/HRC/RES/32/13 A/HRC/S-17/2/Add.1 A/CN.9/WG.III/WP.142/Add.1 ECE/TRANS/WP.29/2015/12 "
    "ECE/TRANS/180/Add.1/Amend.1 ECE/MP.PP/2021/2 E/ECE/324/Rev.2/Add.100 E/ESCAP/73/1 TD/B/C.I/MEM.2/31 TD/B(S-XXVII)/1 "
    "TD/B/EX(59)/2 UNCTAD/DITC/TNCD/2015/1 FCCC/PA/CMA/2018/3/Add.1 ICCD/COP(14)/23/Add.1 ICC-ASP/14/Res.1 JIU/REP/2015/1 "
    "ICSC/80/R.2 UNW/2015/1 DP/FPA/2015/1 UNEP/EA.2/Res.1 UNEP/GC.26/1 UNEP(DTIE)/Hg/INC.6/24 UNEP/OzL.Pro.WG.1/35/1 "
    "ST/ESA/STAT/SER.A/123 ST/SG/SER.E/INF/31 E/2016/75-E/C.19/2016/1 A/69/793-S/2015/124"
)  # fmt: skip
"""Symbols of many bodies, those that the issue names among them."""

WRITTEN_AFTER = str.split(
    "A/RES/ES-11/1 A/RES/S-26/2 A/78/L.1 A/78/PV.4 A/AC.105/C.2/L.314/Add.1 A/AC.109/2023/L.8 "
    "A/AC.292/2021/CRP.2 A/BUR/78/1 A/C.6/77/SR.12 A/CN.4/L.969/Add.2 A/CONF.62/122 A/DEC/54/402 A/INF/78/3 "
    "A/SPC/47/SR.3 S/2023/512/Add.1 S/PRST/2022/6 S/PV.9128 S/AC.44/2004/(02)/55 S/AGENDA/9121 S/INF/77 "
    "E/INF/2023/4 E/CN.5/2024/L.3 E/CN.15/2022/CRP.3 E/C.2/2020/R.2/Add.12 E/RES/2021/7 E/HLPF/2023/L.1 "
    "E/CN.17/2012/PC.I/1 E/CN.18/2023/9 E/ECE/TRANS/505/Rev.2 ECE/EB.AIR/148/Add.1 ECE/ENERGY/GE.5/2020/3 "
    "ECE/CEP/AC.13/2019/4 ECE/TRANS/WP.1/189 ECE/CTCS/WP.7/2021/2 ECE/TRADE/C/CEFACT/2020/6/Rev.1 "
    "E/ESCWA/C.6/2019/8 E/ESCWA/CL3.SEP/2022/1 E/ECA/CM/53/2 ECA/RFSD/2022/5 LC/G.2681-P ESCAP/RES/73/1 "
    "ESCAP/CED/2022/3 E/ESCAP/CST/2020/INF/1 TD/500/Add.1 TD/B/66/3 TD/B/C.II/ISAR/97 TD/B/WP/319 TD/L.427 "
    "UNCTAD/WIR/2022 UNCTAD/DTL/ECDC/2022/1 FCCC/CP/2015/10/Add.1 FCCC/SBI/2022/L.8 FCCC/KP/CMP/2012/13/Add.1 "
    "FCCC/SBSTA/2004/INF.17 FCCC/IDR.7/CHN ICCD/CRIC(19)/3 ICCD/COP(11)/CST/2 CBD/WG2020/4/4 CBD/CP/MOP/10/9 "
    "CBD/NP/MOP/DEC/4/1 UNEP/EA.5/Res.14 UNEP/EA.4/INF/3 UNEP/PP/INC.1/7 UNEP/POPS/COP.9/30 UNEP/FAO/RC/COP.10/2 "
    "UNEP/CHW.15/4/Add.1/Rev.1 UNEP/MC/COP.4/28/Add.1 UNEP/OzL.Conv.12(I)/9 UNEP/OzL.Pro/ExCom/86/100 "
    "UNEP/OzL.Pro.34/9 UNEP/GCSS.XII/14 UNEP/DEPI/MED/IG.22/28 CAT/C/CHN/CO/5 CAT/C/74/D/972/2019 CCPR/C/GC/36 "
    "CCPR/C/SR.3812 CCPR/C/MKD/QPR/4 CCPR/C/130/D/2728/2016 CEDAW/C/GC/38 CEDAW/C/78/D/133/2018 CEDAW/SP/2022/2 "
    "CERD/C/CHN/CO/14-17 CERD/C/107/D/64/2018 CMW/C/GC/5-CRC/C/GC/23 CRC/C/GBR/CO/6-7 CRC/C/156/Add.1 "
    "CRPD/C/27/2 CRPD/CSP/2022/4 CED/C/24/3 SPT/C/R.1 HRI/MC/2022/2 HRI/CORE/FRA/2021 A/HRC/51/L.6 "
    "A/HRC/DEC/45/113 A/HRC/AC/28/2 A/HRC/FMI/14/2 A/HRC/39/CRP.2 A/HRC/WGAD/2022/12 A/HRC/46/G/3 E/C.12/GC/26 "
    "E/C.12/2023/3 DP/2023/8 DP/DCP/CHN/4 DP/OPS/2022/CRP.1 DP/FPA/CPD/ETH/9 DP/RP/2016 E/ICEF/2022/P/L.12 "
    "E/ICEF/2023/AB/L.2 WFP/EB.A/2022/5 HSP/HA.2/3 HSP/EB.2022/5 HS/C/23/4 A/AC.96/1223 EC/73/SC/CRP.12 "
    "JIU/NOTE/2022/1 ICSC/94/R.4 JSPB/69/R.12 ISBA/27/C/L.3 ISBA/ST/SGB/2020/1 ISBA/26/LTC/7 SPLOS/32/9 "
    "CLCS/55/2 IPBES/9/L.13 IPBES/MEP-33/2 NPT/CONF.2020/WP.75 NPT/CONF.2026/PC.I/CRP.2 CCW/CONF.VI/11 "
    "CCW/AP.II/CONF.23/6 CCW/P.V/CONF/2019/4 BWC/CONF.IX/PC/2 CD/2242 CD/PV.1618 CTBT-ART.XIV/2023/1 "
    "ATT/CSP8/2022 APLC/CONF/2019/4 CCM/CONF/2021/6 UNIDIR/2020/1 IDB.51/9 GC.19/Res.5 PBC.38/CRP.2 "
    "GC(66)/RES/12 GOV/2022/39 INFCIRC/540 IDB.50/Dec.3 ICC-ASP/20/Res.5 ST/AI/2010/3/Rev.2 ST/IC/2023/15 "
    "ST/SGB/2019/8 ST/CS/SER.A/43 ST/LEG/SER.B/26 ST/ESA/PAD/SER.E/205 ST/SPACE/61/Rev.2 ST/SG/AC.10/1/Rev.22 "
    "ST/TRAO/2023/1 A/C.5/78/INF/1 A/76/900-S/2022/491 A/ES-11/L.5 A/S-32/1 A/ES-10/PV.39 A/CONF.219/3/Rev.1 "
    "A/CONF.230/PC/12 A/CONF.232/2023/4 A/INTERSESS/1 UNW/2022/CRP.4 UNFF/18/4 E/CN.3/2023/2 "
    "E/CN.9/2024/PC/2 E/CN.7/2022/L.2/Rev.1 E/NR/2020/3 TD/B/EX(71)/1 TD/B/C.I/CPLP/27 TD/RBP/CONF.9/6 "
    "LOS/PCN/SCN.4/WP.16/Add.2 T/INF/40 T/PV.1707 SAICM/ICCM.5/4 SAICM/OEWG.3/INF/5 CMS/COP13/DOC.4 "
    "CAC/COSP/2021/3 CAC/COSP/IRG/2022/2 CTOC/COP/2020/10 CTOC/COP/WG.2/2021/2 UNODC/CND/2021/EG.1/2 CEB/2022/5 "
    "CEB/2019/HLCM/24 DP-FPA/2023/1 DP-FPA-OPS/2022/1"
)  # fmt: skip
"""Symbols that were written down to try the grammar after it stood; 175 of them were read whole before it was widened."""

LIKE_SYMBOLS = str.split(
    "TCP/IP N/A A/B I/O OS/2 PS/2 24/7 2023/24 and/or km/h HIV/AIDS CAT/5 ISO/IEC GB/T 7714-2015 PC/104 A/4 AC/DC USB/2 S/2 E/10 "
    "RS232/RS485 CO2/CO 1/2 UTF-8/16 CD/DVD TD/2 ST/1 DP/1 FEB/12/2014 PM2.5/PM10 B/L C/O W/O H1N1/H5N1 GPRS/3G/4G"
)


def rows(data: Path) -> Iterator[Row]:
    names = (data / "real/unpc-dev/unpc.ids").read_text(encoding="utf-8").splitlines()
    documents = sorted({line.split()[0].partition("/")[2] for line in names})
    symbols = {name: written(name) for name in documents}
    yield share("symbols of unpc.ids read whole", [read_whole(s) for s in symbols.values()], "99 %")
    found = [symbol in texts_in(f"见{symbol}号文件。") for symbol in symbols.values()]
    yield share("the same found in running Chinese", found, "99 %")
    files = [file_name_read(symbol, f"{symbol.replace('/', '_')}-ZH.pdf") for symbol in symbols.values()]
    yield share("the same read from file names as the UN gives them, A_69_793-ZH.pdf", files, "")
    yield share(f"{len(PLAUSIBLE)} symbols of many bodies read whole", [read_whole(s) for s in PLAUSIBLE], "all")
    yield share(f"{len(WRITTEN_AFTER)} further symbols", [read_whole(s) for s in WRITTEN_AFTER], "99 %")
    yield share("the same where no multi-letter body is known, by their shape alone", by_shape(PLAUSIBLE), "")
    yield Row("look-alikes taken for symbols", f"{sum(1 for s in LIKE_SYMBOLS for _ in texts_in(s))}", aim="0")
    for what, pattern in (("laws", "real/laws/*.txt"), ("novels", "mac-dev/*"), ("the Bible", "bible/*")):
        text = "\n".join(
            p.read_text(encoding="utf-8", errors="replace") for p in sorted(data.glob(pattern)) if p.is_file()
        )
        false = [symbol.text for _, _, symbol in find_symbols(text)]
        yield Row(
            f"symbols in {what}, {len(text) / 1e6:.1f} million characters",
            f"{len(false)}",
            aim="0",
            published=" ".join(false[:5]),
        )


def share(what: str, right: list[bool], aim: str) -> Row:
    return Row(what, f"{sum(right)} of {len(right)} ({sum(right) / len(right):.3f})", aim=aim)


def read_whole(text: str) -> bool:
    """Whether a symbol is read, and with the revisions, corrigenda and addenda that its text shows."""
    symbol = parse_symbol(text)
    if symbol is None or symbol.text != text:
        return False
    shown = {name: int(n) for name, n in re.findall(r"/(Add|Rev|Corr)\.(\d+)", text)}
    return shown == {
        name: n
        for name, n in (("Add", symbol.addendum), ("Rev", symbol.revision), ("Corr", symbol.corrigendum))
        if n is not None
    }


def by_shape(texts: list[str]) -> list[bool]:
    """Whether each is read when its body's letters are ones that no list has: XQZ/CONF.2015/13."""
    unknown = [re.sub(r"^[A-Z]{2,8}", "XQZ", text) for text in texts]
    return [read_whole(text) for text in unknown]


def texts_in(text: str) -> list[str]:
    return [symbol.text for _, _, symbol in find_symbols(text)]


def file_name_read(symbol: str, name: str) -> bool:
    found, language = parse_file_name(name)
    return found is not None and found.text == symbol and language == "zh"


def written(name: str) -> str:
    """The symbol that a name of the parallel corpus stands for: conf_224/pc_iii_/l_1 is CONF.224/PC(III)/L.1."""
    out = []
    for part in name.split("/"):
        number = re.fullmatch(r"(\d+)__(?:part_([ivx]+)|(\d{4}))_", part)
        bracket = re.fullmatch(r"([a-z]+)_([a-z]+)_", part)
        if number:
            text = f"{number[1]} ({f'Part {number[2].upper()}' if number[2] else number[3]})"
        elif bracket:
            text = f"{bracket[1].upper()}({bracket[2].upper()})"
        elif re.fullmatch(r"\d+_\d+|es_\d+", part):
            text = part.upper().replace("_", "-")
        else:
            text = part.upper().replace("_", ".")
        out.append(
            re.sub(r"\b(ADD|REV|CORR)\b|\bHG\b|\bPRO\b", lambda m: m[0].capitalize(), text).replace("OZL", "OzL")
        )
    return "/".join(out)
