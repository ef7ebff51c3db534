/* SPDX-License-Identifier: MIT */
/*
 * A clip in the common encryption scheme: samples as ffmpeg encrypted them
 * and as ffmpeg decrypted them.  Made by make-cenc; do not edit.
 *
 * ffmpeg version 5.1.9-0+deb12u1
 */
#ifndef CPGPU_CENC_H
#define CPGPU_CENC_H

#define CENC_RUNS_MAX 4

typedef struct CencSample {
    uint64_t iv;                /* upper half; the lower one begins at 0 */
    size_t size, run_count;
    struct cpgpu_subsample runs[CENC_RUNS_MAX];
    const char *cipher, *plain; /* in base64 */
} CencSample;

static const uint8_t cenc_key[16] = {
    0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47,
    0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f,
};

static const CencSample cenc_samples[] = {
    {
        .iv = 0x0000000000000000,
        .size = 3650, .run_count = 4,
        .runs = {
            { 5, 644 },
            { 5, 1644 },
            { 5, 732 },
            { 5, 610 },
        },
        .cipher =
            "AAAChQYdZqnLQe03Ptv8j6CvxnXunC3/vu/nX/MlRlz0EpcGB98gNOe8OxVS8Sn2"
            "ysMFRhA2/7Or4WyBR8GnEfI9pExInOLYZjC3Kffhgrvudz6+mEYpBNRLLfY4+XiY"
            "vh+ghaikZpDjr/ndonh71CzVf+yVoHSJwIY59X8g8a531/DW3d5ab+BHpN8TTbBf"
            "E1RI9k+E7mrV5LBcq0hUoroWa9CdAIfGZddkvi0/8YcYCI6zm0AL4OVRzZKFOQwW"
            "jh/vd7Lrbrf6IkbBX+e4S8OMllIeoi8tC7YmNlWxR+bD2ZguMWqGAjlc04hafBcD"
            "PJq/Rd4TIt++FbzbMsQIZU33jM8P+GG/T9Yf77iVT2RsBJcreqKiTHTmiBRFLiCH"
            "yi5/qKGiqAGwMjqZ0unE9l3Y0Hd8m2WylH1g+GLSP9wtQ/AN9cRxACoLulMbl0LG"
            "RiJnAi84KoN02Ph+7F2c48Z5NI2+yO1MytyVI7rThXtsoescJ5AtcBqTbtima+xQ"
            "Jlfqy1/Yx9lIdor+z0duHnrdx+kXyL7K8Dof4wa6NuwSW71gTPv8DZH/gPFCEoaD"
            "g0RQQKkoJuzUriDC/Y0OEI8RyWvnsPNgoRsYG4SnjaX1TwSidcrVxS5zSqag6zfM"
            "/VoumuwbZxWM0dOpXVW/z1WTQ93bv8IIWrTbSwjwhtpUN1LVaSuj0z5egYGCuHDi"
            "fAZ94zOXk8EPoYR0aa/ij/c/RXiWYOZoWXtx3U1FlFfTMPdJ8cIjf8NQ6q8HaDGM"
            "FJn7Z5E/DwE8aURc3Djyi/QABWhU3TyPXBiqxkj6Q691D1oGOImx8rUzugItR4HQ"
            "y4JIUmYyVOMw1HZ95KvZo2fPzt83cgfoIAAABm1lRcuRGRHrB2UGtPa7sWdEae9B"
            "xP1vEQUmol2KKEuKMlMBVklCBSiPokbLhCNzi93d7v/JoEJat45EAGgorpiu/g2k"
            "O3g4VAoC/GNy3b+yOf12btpJgJOkZogsMJXkzR4eVpmvlOYvvcxBw6s7/KA62Mup"
            "1S5G1GO9z2TliHjmQqqjFK4ALcBwcqxipcHb9kohE7SqUbcBstTA4WndIaGg/ySE"
            "qHHy1/oEbvAWYS0C6ntJrDiAbzf7TaCk4v5Hg95NugvKjmkmh7q/ypOOyvjq2QH7"
            "uLTtcJckHKLcGgCRffGF0eFuIsCFKYh/zIglb5OhAwKn5pTFIemh9QNCtGvtnt4Q"
            "fyxDsCoyeFWUuzGfhhQOFNEVbwGLJRUNWJkPj7fgemuasUhz1jSokTAu4lg4nHTW"
            "Z1d5U6kNEWUp2bCZvW0ZtX2b/yXRVSfsbMzeXngd700nm0iHUXcxmMJmhPhv0VMP"
            "bxFcEh5XwE5eWSmklnrLV7im0HmVbywXNPaXbVhQJiRAXtvSDg2PAsT5mgkBbRgo"
            "6+0np+lPmLElQRr25TEo8mhmANJe2gfC8suHjYzrh1U16PG3vIUeaqRZE5Zfr3CF"
            "28GTZ/QQ66uiDZ8AODy7goyC4PLxTSfKpIWIYD65s8D7CpnOyL4/7vaYGAFMXqYE"
            "Y/NniT//Bo9+h5B3Cnnwr7Ha/QsPqqua2UdRONsGWRz12I/r21ftGeOCVYfGOFci"
            "uRXbSi1NQ/ynFwZZhbQlhTmoSQmUoyflxtkPUTFhIRDtxP7HFeflGub56nc+Rc8f"
            "N7WtCsbcaSItoV98l9YKWeIBeE1/q0c5OW6wxO4qfbNxD6/JKKt+QAPnQ25kVg8w"
            "tkei03amCSnsUfSbK69m2e4qklmzZGX3oQ8Bhz9zQPofrkvBb56YLZOmUwc9Gkmc"
            "hlXLJpdreyYtaIBYAAkUU8WU99NWV9p46YVQHr1GxtkpUlh+3+nUxSW9kmI+tVDC"
            "5wy3htI1ZU1QyzcBPObg7fGC0HFNi5zd+xNxa3aL57RbYx/hDfdXmfHdP82dO/2f"
            "W+zAKqk3htjnQ7qIIBzrNY5F1i2Vv//qWkBdX9y+y/RY3VLZ0d4OUV6ScpE4WQPq"
            "QhhmSsJm/s8eFVC2xnVMJPCb4pY8JJyXt1/HVrGmC+A1jn//iaXJWPjato2qH/81"
            "OfLETDYYGeLGKbeYuCZfGg0OS2VvcxY+/Qs+T2Cwh6zl5J1aZZfqhxkkA6R4EvZI"
            "QFTqwBeyiQ+gB2s6F3VY2gmyuawE6tH4ls9FKic484TtaAxrqN1XfidGVp9fYFAP"
            "A+p5w7fK7lzKPqMp+cLDb28fCgOi8EuEgwqFTIrWlH/aOf9ZDWSvjGL4BWfGE+KO"
            "bTfWetj6Aw0wKIwxD6mQEm50dW3E9Z27AeenYf9aTt3A6rf/RXonCGmRdtFmgGJ6"
            "OxsS8gFLvrlWpEvqOYrtHwCtAQiAHHOXORXE6IGEmg5+JozYYkQUOe5QmbsZBObC"
            "vIVdfOm/rWcMjbmVFzbrtoDzN0coDalaiCQE8ktvv2kkcCkc+Cw0VyLFS/QG+eyR"
            "fdSe6fLSjfvKUmthTDilVOrcRwKc2uIcDmFta/dRdlbj7hZy1bZVxizaBdQ8Wbh2"
            "tkWNnO8VzF5qPHCZf6mIZ9ci6taPM9gjO2TvNjI4GZvq76lydez4865/RF6YbREs"
            "F2M5WgLmEpWtlPozuk+TXnhd7kITu30l1oxt44EqnMolykRShrORUEG7emmootWg"
            "Akxa01kLR3G7jfm036JMRPjNkx/bY8ibOg4AMizbVAgpnhEa7DFL5uuSZGSfEDMe"
            "cDAfkdtlaS70ER32uhZscXALHhXmNT7OROIO5VDo0IHHO1f7KRzkjGQyHfv1siY0"
            "Ani/SCfp0hunAoN5IjYvYo5q3/ATZ0Lp/us6ClRQWI9Dz3sRpzkqhr+qgpsF3phe"
            "UShAXG7iRK3lP450vJTGXmRRRSCUNl6kcjzii0ZnjBs/E8h1xJ1B/bQEdnHTxp5d"
            "1n5EObRbqjO0KPinzJ0pJ4XF4wAMEkbfeWI+4ARiy71adYjaUrctqSNJ/lpeweXC"
            "EBwGG7QMgyYEf0bopXajdPsMIKndBdE0dMxAxKhb3bKyID95Sg2QsyBfGo34ZCNG"
            "bEdRnMBiqZyAUHb3AvMZ6oVTfU3wx9AMcV26fjTlgubSFdtZgdE059BwAAAC3WUC"
            "rCqxCUuOPR6QZonimjkewup/tRTrv413PsfRO3nh2hZ2yBHfWFym5lSOHjc1hzii"
            "/wGI86cOBmVcIAHQcORFvjrfooYG1c38iIDC1I3X7JVgFt4o+Q61WYbBGwY1arZi"
            "E5N1lbtELoGkEV3vlnjSUYymaWzO2oPQetx2AaNMeJx7vmZsZ47M+h3t1E/B8EZp"
            "oM6g+nuT2NxUKLxFuh91xS75CkKULX6ZhneuQZNeHhrfS/KtntlAJ2eiOR1DQx2B"
            "RliuT9gPPBYXKYrIlfXDrxtSsPPEJMlpbNntV1ECfIqK3xpvJ04U1dclpI5NmHSt"
            "a/EUSLDtrNDWS89jW7rVnl6wMu1baW7hvnf5rv8AIz/FeLIhwtQa5SdUACARQBKi"
            "/8hSd/Ko7WRsfDI6WPknblcsXYuxJBPG58oBmJOHVBxySr2grCP5kWM1HeIcmk0C"
            "xD6jegAnTrhcb1dLaLm47Gb2vZmEP89axbyeXHtIC9v6dBQT3dsXvzmuqkf6lSEG"
            "UshYlVcMGO45hmVTC8bjQiFQodHoIVhJB7p+CXf56T/NjrfmccXDMFoVXKv/KBC6"
            "SbVVdDq+GUxnrUwYJE6eAA1qXP0gNcWxM5MwdBpu85WSio6ZTqrJ4WsmD88JXrC0"
            "FMJVW7pY9tt3c0N9UvdMw4Gmyl+4OL5CIpunUx2zjZBIWx8RvHX1wyt4yFoAlPJf"
            "+I4d/hlvTRtfgPwSkmok6ImNYVCaozWk16p2Z2fe6vES6btJR0fBogCPjWwrixPy"
            "fb3HGEZ0Nkp/vx5rpZvzUbfFJQ5GypP/OQFthkf2PfIsV1loAEBqrcFIC16N4xjq"
            "Qqt0iukj8Ed5O1xruekGriZydQSZwCAGGIKXnsnxyNHhf70FX5fAbsE53Li/Dh1U"
            "e7iLs6+qn7hjtC2aHTyTLbqZZepLzWXvvxAMn+CZNd1vVt2jvOm0zmuRWFxCZH5A"
            "Vja6Mg8N/WGCx5EAAAJjZUYGKT+Nmm/N5vol9s9eIw80faZFRUHo6/BmI/jt5UAo"
            "jvyGIxhFq9SezCYwa3zX1iUnVoNPCrb76cFfI78XMZcNPUoH/kkjsmFGJ8kctmph"
            "iAeajTaYFMAV88Pm69EOhkWocvVLIp2hg9CyQUX1VQVSUPwaMwnOT0nXRAkCqrRL"
            "0hdYp7+pH0XkCz7872iPUYheQ3WDxDfaObAeN4pIYZF0pHxn50MOJiZxvaNT3vpW"
            "bp4tFFKSIvAymOm1tbEs1K/d0JECzu59L6U8c6BwUBBmexog8sqTT6rzUlPxZZSm"
            "6CPL941OUx4PFty3D7x3b8LidlbeDSM4X4EpoprzswOJErYJFLb/CDl2HReV8DBK"
            "ECS8JZ1PZNY+dzQsZKF1d6OOkM1rUSFZmtkf3fyUsW413SEG/rEFjcOudRaVHl0O"
            "/k08ZVpD5Ho7rq6e0DXbxuVOpS4N9KdkSLWElXv+p+mrsr3BlJIxzIr8KD08A5j2"
            "BqHcqjcJ8pA6WvBmfDy1pQdCUna+eFB8ZpOozXMPC3qcBQaS9L9lMCTuFrwEGWD6"
            "byONQDEsoZ4aFBQQLuELPJZJbi+sn1LkNAGx/AeUv02FaquZd0evXlnawTVDTLrR"
            "rza4Yplda1e8eQx4JCpspozOhfjLsoKUe5cljKfMXUTbi7NIFJGf247LhwfmSudU"
            "cWkUywHiEOBQjJ+XOuU3YzB+cpV4cahYiDPIH21vu9vAl5rKujYMECkqcg+otJQV"
            "aF1TIjEMUvXUed0rp4eshkORHbWqO5J8lKnL3QN4ueDunDKdKOtTHkvNsLU22Kz7"
            "g3k=",
        .plain =
            "AAAChQYF//+B3EXpvebZSLeWLNgg2SPu73gyNjQgLSBjb3JlIDE2NCByMzA5NSBi"
            "YWVlNDAwIC0gSC4yNjQvTVBFRy00IEFWQyBjb2RlYyAtIENvcHlsZWZ0IDIwMDMt"
            "MjAyMiAtIGh0dHA6Ly93d3cudmlkZW9sYW4ub3JnL3gyNjQuaHRtbCAtIG9wdGlv"
            "bnM6IGNhYmFjPTEgcmVmPTMgZGVibG9jaz0xOjA6MCBhbmFseXNlPTB4MzoweDEx"
            "MyBtZT1oZXggc3VibWU9NyBwc3k9MSBwc3lfcmQ9MS4wMDowLjAwIG1peGVkX3Jl"
            "Zj0xIG1lX3JhbmdlPTE2IGNocm9tYV9tZT0xIHRyZWxsaXM9MSA4eDhkY3Q9MSBj"
            "cW09MCBkZWFkem9uZT0yMSwxMSBmYXN0X3Bza2lwPTEgY2hyb21hX3FwX29mZnNl"
            "dD0tMiB0aHJlYWRzPTEgbG9va2FoZWFkX3RocmVhZHM9MSBzbGljZWRfdGhyZWFk"
            "cz0wIHNsaWNlcz0zIG5yPTAgZGVjaW1hdGU9MSBpbnRlcmxhY2VkPTAgYmx1cmF5"
            "X2NvbXBhdD0wIGNvbnN0cmFpbmVkX2ludHJhPTAgYmZyYW1lcz0xIGJfcHlyYW1p"
            "ZD0wIGJfYWRhcHQ9MSBiX2JpYXM9MCBkaXJlY3Q9MSB3ZWlnaHRiPTEgb3Blbl9n"
            "b3A9MCB3ZWlnaHRwPTIga2V5aW50PTUga2V5aW50X21pbj0xIHNjZW5lY3V0PTQw"
            "IGludHJhX3JlZnJlc2g9MCByYz1jcXAgbWJ0cmVlPTAgcXA9MzAgaXBfcmF0aW89"
            "MS40MCBwYl9yYXRpbz0xLjMwIGFxPTAAgAAABm1liIQD/9rjmFvXV9pCPoOJlsvF"
            "G0IirYK6IZuUrfpjN3WFu+WSV0LqlJNU+3o1YBF6y7SzGs5tBf8hF1L62zBW4t44"
            "ZPiTxOl4EMtpOXZf6ntqd5/u/mkFKNK9JKnTQknWwmVfHuQgvpdDZ1TyVid/4JUK"
            "Pdog2eyvBhHax5LwPPqlqgWkFcUj9SbonVR4MKaQfQMZ93eBbgrpupurJb1eehXK"
            "NCto8cXu7LX1jWRAxdOy+9+m9wkHlbd3byWrLrJGDPAuZYZURTUBbevRpRRmWJjl"
            "uXOJQ+TwSgOIqifFJ6l92Dt9Smex0mwF18RN8dNlBvG97VicnS0erFFopya4agQI"
            "Qg5uiSpFCBZuzcO9tuPwCneCdSPC7La4IZEfNaslA7H/fIyNhkX30YB33JTfkaNT"
            "AWwTG+kPLaqvb+ANz8Psf2Un8W6tuhQOT0Zp0SSi14wCd8PnChxYj7lZkfoj9Opr"
            "71UEy0zBSRpgVGTnsvqegNt4bt//TusR/3aH4LukE9elziCIMApEtO2FL/4oplao"
            "MZMq1FZs6WOei3OwCstlF/wwM182tHy0N6iSDz04aLVbvN2pFBUUKhamRz0uc1l8"
            "wfTmXkF5Fjgi8SKu19g+YzWWN1btd3PbKh+4i863Y5+ArPf1iG+jHJDnv3SLCUr9"
            "XlKUhDbBJ4e8jSCXLLrd8LInOnoKHCcEEdrBfXutvQIyzkuI4XcoeBKqEPGvmtsO"
            "CyCd6J3j2aiiSO42tL1+mv+QZsxvwvcxoQRn0IVxz9VpxiaGm+f1FcrEpjzafGUf"
            "fhUX1P8B8Afuev+HltHidbarCon9sR0abswK9HLBeFYgl2QvlQ5HrFvNZJgafaHR"
            "infaJo/PUM9mfQWAUTohUrfbzyefYmXopGMyFdepkb40dkZ3ZOIv0QuW1j+3gPjy"
            "31h/bWW/Y5AhxCPhe17xnPWUk69kmCS9fxCU4Y572wuHS7chVDga4lagZrGfunWi"
            "9WiVcskNORVkqCTsdG5He/Zvrg//TDKyvt01MXreYHvq9X3LXHvFALa3VjDj+pfW"
            "goGz0wE8L52zYCE87i+L6gznoeC2Tl/6+npkHhOjYc/Vku1MYaRbOxE0xGdO38+Y"
            "LVhEs33B9U/CL/kfPW98I+CDJTJvI0WtQbSd0hIwvUd5oNxhWdqPNaiCdC/M1erg"
            "xn3nEBwGZEd7L/8RxqoBZ47LlYHizxYE2t5255XW89dBL5VlKnqfHTfzrXuvX2Sq"
            "3fSE4Jk7Nf5L0PyRoG0iZAwUTWEx5mScKwTrQRT4FIB7nJxQgA6Cq48TnHCil5TP"
            "QDRNa4gNRkwA1n3bVuUWeeSL8KVhzLI6bpUpRy0XQjqM6PY7vTOA7PepRMI88IsM"
            "WS3qWH9Nu7bzZG5m29+xCrQRBXsWxX/xVEOIPpS2K+A+WO9fFKs21x+tZL1Kdrj9"
            "kTyncSNrfRSiqPleIzVlaA6OKJeuZ4mS40+cwWOKU+B9fFpxqDgE8X7tN/neWcha"
            "1aLexYAUjh//hA3IPVcau5lf38APqQ3tw8ABSsNbjbV7TB/a4ABFLrIuL4B/L4I+"
            "7xoINhwxucjFFBJSGY0dXuGY50bDGbD+JOJUPpBUSUjgeWQgIzWPdhttwrrT+Mlo"
            "qVkFatTNk9WIE0gr+HmWFvKwG2+YRgO+BEQkvy0llOLERQ7RKf354a/mf93kRgDP"
            "flOBYBL0gRv/8dP8b9RSaT5mp9ld1jm505NH+PW24xIb/yyhwY4W/nef8nI1HRMA"
            "+T+Cz1hjjLD4T5+wOZry6xc8U7ebz8RGLP18c8TQod1ESGBfrLh9pSgAhfwRnBl3"
            "K4fP76DzvcsbcOK6Y4I5pAuUI4sOzSQOqZRHfe664jprqkr0L242iP29W/y1sPf3"
            "875MpF/U7gO2E52vrtxBKGyEr/wSL0R5NGke2RhQzh91j8lAEteT+f4BACa6na83"
            "CRrPxuI3yhR1Zooyl0GSYHAisaK6ACeL710Tze5qtxbBu4CgioxsLme8XJcQMMwL"
            "T6lhyBmfelkiJ/QG8LtAvAaOIl23CvKSwIlcn3tC+KpiAutRQXNB8AlWDCyEDtVY"
            "EY7Y2qtPxVTsuWdjzeUaNIOAnna4m0heyC9XzAvfc+FKwaMK/4ZWsRAiOs4xXkXy"
            "02xEwEG9xvm/gUSgmFalEjyvpBixY97GfJwDaZMvxHwtNaFT/WkRWdoRAAAC3WUE"
            "oiEA//1CZ4FFAg5MYQ9lF/nkB/yebtQcbaBAZ1W/O5ciarI+bL9qf18gPnbvu7o6"
            "ZCLSEUmPOfoFXrzc+mjYj//H8NdI2NFjrLYTo6vz1p8iSwacAUGM4pAgRDmjke+T"
            "QH55Qu3e02+V63J9voZvl4aoc5Xfu7Jr3ftQwbxnSOYjGMQ+tRjYbh7g5nseG0GT"
            "Yc5TclvkqhoMUHng1jo44iKvPUABYAIO30r060w6aZ76NvTKNaMzuo/dZBo9304D"
            "eSrvYU4oOFbXH0KvG6ljOrJHaOLv+D/mz4fx7do0hxlZQYBD0NQtqnP5cuicnUMD"
            "6x3NvKuIZNKBPLOikvctNE6t9slcjf9OLRgAe9PA0Jw8166hegtZf5tsm8EvO/zk"
            "+K0MpJnHk7b4Qc3sg/HlGfYz1FLryuiGtopoXCODHApJ8AR3eD9zr4nqK5uSjqT9"
            "Gx8aFi+jtErC2vETub7/aWZBpGhmQzCh3swWGV21CBjBbNwVFPwI7/PaeUc/1OO8"
            "PQqMnlmJMYWsQcbLShGAMKU+gjG+ZiacHUf90c97CFcCxX8hkad8A+7Tw5D7QAqx"
            "95xtEi4hqLyb0ou0zrbC0B5NlcWyAu07BKb2kgOmzBFGRtoPxgw8vgEvTzWdTpjf"
            "J5Nubww/Gb0q20hPCSuAOtXD9VeOfkOCjPlI7jMukJrxNq7+5i8IucOU5llP65n9"
            "tm++BumRZ1svunIG9bYt2suGURv263uWJB5Cyd/nv6fUxCiscX0dQAWR2Atx0YYT"
            "I+JxrLiSCxppnFX/nxVvQWuNk9NzFJ6fg4RIAafszXzU2PVz9YGDsAJsFZD12iei"
            "FhN7DLEM8SArecoujL7Cn+0XJMyuWO+2KNVAc1aJ+JQfOEF9R5kCmYlud4YKYtke"
            "O63IumFI9RWz/MPPh8IZNvDe9AZIDS1UNcMXLRuV5cLTvlL3dZXy8Zl4aLGpwwls"
            "JatxqjCAe49q9TUAAAJjZQJIiEA//UJngUUCDkxhD2UX+duIBDan/wctaDvIBBNE"
            "QgY3lRBUGfg9wVuBroSZMBmdunHv8qxAhh+0Pgnyg30hXJTlGUTHgfCFNDLv9Cyu"
            "e8m/yLJ3yZULotyflK0PtIsV8BxIglGHY48XmzIrr7szxYPEvS8C0n6/Bqhv6EQz"
            "CLb8LjbW2OXnr5zZzXSwz7rIvqwJQzoLlYrxAMi80a8TZPSWpKL8AdRtMPU2Jnfn"
            "T91AZ9jAwywnzQFKlVVyZbuHgAmMaf7aAze6B9DF1rWK2VYx3/R7e4ThBHm4Fdp+"
            "Zjb66MSUFxaOeyJynvRRUdgKkjXgXsjrBx+3aS0uYBh1r+qYjnvT83DcyGL0T0zz"
            "q3jxQ092SbVUy7F4X7Aq5LNboKNJDCElWdSILcBHXt2pZSwdMh9qoLoztsUaB/bk"
            "C6IhQdYMpLT3E1Ita+XM4PL7kmfqG0JIwHhXDWkAYXrVuBIY3cJWDtSvoaYDrfdT"
            "t0PkSAQQN8mEJ4nknMj/fESw5Pq9Q7zlv/g7oF8lSkM5pkJw/r1tYqQo5GfdV7K5"
            "b3vF5TY6x42VpPVP8BSWuPK84nSuz3K9IRc1O7Sqds+oWdFTsOQR86GBFzyc6sVI"
            "L0YxavKHpPaiTrvsS0s+IU425Ued1z00WI1O+tqKN1GQaaYywHJkWQMrIEeLGOZK"
            "6Na1isWikJBzttOd7/BPWoR/iFSNijol3kGLqGiNfrtlsbZ7st30vAAhSQQQUQl/"
            "dt2ZC7PnASO1EpSeaqDpwFVf3sXgyfb2PaYwm7mTWU+zSpd9UdnpoYXTnPk2+eZX"
            "S6E=",
    },
    {
        .iv = 0x0000000000000001,
        .size = 981, .run_count = 3,
        .runs = {
            { 5, 450 },
            { 5, 203 },
            { 5, 313 },
        },
        .cipher =
            "AAABw0Fq9sJb2t39bODf35w2daz+Hlu0Blf8cOY4fTj7bT5Oy7b+OhqFSFp5cufi"
            "YBZ7po7Z6lkmvH49Cp7cvy+y5nJA+1FR/KtP5npQ/3SSWW1kxoWu7r/ZJVYBPCvr"
            "rWEWi2k4lmAGG7V1LPt4zxIHE5fAd7TQeMhLLBHyJU+YX1c16xUzGsMjuYdPSerM"
            "fgfdfkz/PLRCdGMmb+h4QArzIbnSVzVOOLBa/xg/7Vr5OgmBoTc0nwOMx0Va3Ljn"
            "2Mf8RhakBpl48aTJUL5RlFx6Rbl+maf3q50z0TEdw5VKV/UsEysqtGf17TSWeJdt"
            "BnuFNKWUzdJ9w3rwiPy5sV+C6zNRAVCkyd3QnqI4+BVHInSR/kEmFEdq3uOsUPzk"
            "0HSBuyhP/oKryFzoiDP1B3WXHmDCRPXSKgnlWH2DmDBIWNR2M7Vu8mdnW37x3ZPB"
            "kuRYrckqYL8ZB4jj3OFn/vDoC3KcW+v/ahYHvVTvYIyfhJAOi+T8uzPqQzSg6j/u"
            "NdgPWc9T1CkTzRkH8v5986LSR/R+0c09FP4GnyAK3Cwwpz809lbGyWxJXmS/YxaC"
            "2Q2Ctv2Jw2jYqxDwAAhGvDVn6X3k0HkAAADMQYOofE5Ue4+IMuneWMFFFmrlDy2m"
            "uQh/+vwRKgrMgblmWUWFjJpTJA/3qWMHQJbG3NeNGhlN5+R+DBID7PvtlOzLUOVy"
            "xdFMR+Zw7FjPHxNvC3qTy8zi0BrTLV6CRRJ2wPN4HcieZKgcYbEGjfUBDfp1hOTO"
            "+as7HmTAzsctgPpUr2tuXvTw6j7jTDfgnToyxfYpItVNomU6rSXeaQKbZ+OLsW7Y"
            "2QCvlaS0mM2/1ruk5jpL75NtxPuVbPyY6qXBpagfF/Ajvghej68FAAABOkE+KUvS"
            "Kat9J8K60AKM4TxKWsQ4SwbwR99OfBYjQwmrSxDWM2t6ZGf7h7RZ7yU+eXuSXnyK"
            "8K8viOL9I3giPWxXgzB+SqnKm73njEG+rKUPq1mDoCKFGBu5O7FMRd9mMdE2geno"
            "OkhjinW/mL8ZcEpsEYWdAZyo0+yxZDynMD7EeRHB8ZTTqPj6fRTPT9vDBkLmOJNN"
            "pTcwexu8fs15hxT7K2EGL7yw0y3Wbc23DqfuHJ/Rlacj21eE3gqY0qY31T9nZFYU"
            "Lj/Sp6en9DvVQn30UFSo1/iq2HpYs3k88XMx6l9J+WezORB4LczBPNDR+6FxVIwz"
            "KRUcO3o0ZqMUQET1wINGAuHIoh3GjbeTV6lk0Xgx3jyYGGWwO+WCH/HsIyybDmlQ"
            "E0qaScQn2wll20Lk5O050JEw2+eL",
        .plain =
            "AAABw0GaKbH/wsJ+2xrWRR0h/4K9jcwQ9x6zF/yzWGEwZLW8hkoQgCrbOP21RD4y"
            "3nDgo0SUrNCvruo8u9kd0RTp5UHowe6b2AVyvb+VYDUhdUs+M8fZwb2xIiCaQ3ER"
            "hRm3LtfigivY0AQp+sCwJfPU7d1hNdmZjgxZ2HwyNtUtCka3DuVJz+BGKaITRuv3"
            "7he2utDyQ8Y3Sf57YLGFqYgYtETMLybBGdeqtfiE8Y2do8A33uSiPnfEBcCljVWy"
            "vAlJkbZfLdbhEHRtjGv3k+tkeNDjoJJxIw1y+lY7YIWIyn2mQE5Vz+qhvRnMf2WL"
            "pkFMU4FkNev4KnbB92SDHNn3ls/AU9Movk7/U2Tl63v8fmD63B7nuNpOTsTgvNiQ"
            "Cyn9OgzEhVZ0rstVoPSQBWbcRJY/Fm7W9XfKKguuPrsSBSQwwRQiI++X41yXGeHz"
            "6ZwVL3EBQ0iLWEcNJU9W7+P5BOOr+G+d3/0lnH4Nkz4uaSNMm0CT1jj9M51BRFAN"
            "g6PYLjn4l7GMHPq4pMVM00cbUzJafua3HKzSsbBCrHzR1OzvtsIYrAwPhsw5ue6O"
            "xCOqv6iJwPaouveio7r3H6Wcu03Xl1wAAADMQQSmimx/UwslVZY17tsL3bVThoIy"
            "aKyWJR6ddXFdPRGn2Rhe8kwa/V441OOuqsjy8iatcA6xiLw9c52BfU0KAS/9ZhV4"
            "koNu1E8KdCzn42xpyRgfHjfwYS2tPiV/xlUSdcGgOWv28bJvpVYdfTRs1HQiGLUn"
            "UcvKeo1Z5192OXImzd4r5+DA1JTLfXIluaCBsTaf0Ubjc49XfZvQPtX+whUnEowS"
            "p1iFAZc8uZZAO8Y9ZNPV9+l+X9wvpW0KnyDgL7q+lCzI9EeJLE3XAAABOkECSaKb"
            "H3ld0QSgLq55QcEiLRaZ3MDxTgTTE38qEflnBHr/WsuVvvqaVdOB/3u4HEEg/+CN"
            "BNwYtvHSrHXM4WPs1DNGW4+7d6WVhI4DlIBAcVNPaRQ705GMzVwZbLuOWf/2YMIr"
            "6r0yv//xRU/tNmbyewpMwQc/eJwOTjc2+MvC7lm9LOkP8SNeNxQDNyoiU/6dtCaq"
            "Ch8ubx263DTVSdo3/KETDcTygPuvBt9B53EooIqpY0y/lkll41Qv2SzxX2YNQYTd"
            "WdfyIiBVx138/BCEoJFNsoQr8HFy06qF/jEC/GgPAiUP0JwHRv3LLy/UHzgAteTw"
            "Lz38hVPGm4d+9UZOFu2z9gKqGn5HLZxgxXu19c/mlReSYyAz8vqElx5JG5Ygqq8l"
            "1He7Nn0Y1B7M+c63GL3X5ul34YmN",
    },
    {
        .iv = 0x0000000000000002,
        .size = 544, .run_count = 3,
        .runs = {
            { 5, 210 },
            { 5, 104 },
            { 5, 215 },
        },
        .cipher =
            "AAAA0wFIQb1AnPsDlaYWcp6uI+2xqLk+3hwko4oANksFK9lfrwVog+d7MOGYWhrM"
            "ZmsJXgNqhpHOhLoTVnpnDkiIjxmNdxZuiGJF8lTyTH/tfy4zxsort0Ge75OcqkIg"
            "I+xZUKSZElFhW3ZNqHn7ZLNe+1Y9oFiJJWufeGojyyUy+jSgodh6RlvSM1QRoDsX"
            "E/zRgFgv42BZxPaY1Zkm5oAGKLOnpzXmrs23wABtJj2SYHa+b5x4wz9ay9fY0boy"
            "ydmBl9E3Du+nD92JCz0Xd2NcGAF/Yx4AAABpAXxPnAqz2xJ4YrxKE3k7lyMhRg0g"
            "l8hcKMSarMKmB+03568Nkb2iowvovyxwMXhAKWDzrTPOpQRz/yVsfCh/JkPUjQNX"
            "1U3uo2fp6Usntt3yINUGAn+QW/PHfB1Pn5awzO8OruIeIdvUAAAA2AG3QjHgXLwi"
            "CX8d7DWzTODmI/oEZuhzrXuZghfKEwRtibzIpNA+fohyUli433QAxPP5iLLuSMMa"
            "MLIUrRReiJCLtNsMeMiTnDR6CtaAqOZUoSeWONK5gzNObwWDXTFR9DNhpkgQX9EQ"
            "HfNB0e1riFWRkmIqfncGMAIRiESHi+bgFlyjctvkTPDsBcrnzxP2iMT24L6trS+n"
            "CwZwMhuaK6bDXvEnIlyjtU3h9s7yPrZt3L7Kbys+HxgI9XtV4YY5DL74+KNt/cFF"
            "aeLdJdLiLpyol8SL26lg/Q==",
        .plain =
            "AAAA0wGeReSf/Iczsx9qR7ZjpqSdwo0DR/Zx1wKiun5edsi8bsm+gOqUzKAQIb5p"
            "qLk0GWqRAwsId+pk8B3h86qrMGm5v3G9pUGOSDBc1NeopAWgZj2NeO8zikrFn03V"
            "lUFkKmPCpRk+s4XSXo0oR5UwIWtrsoos07j9nAzT4DeiKaf0blRAPBlX5gFKPnua"
            "0TLaL1nh2fQW6uJYJ2nrFBRvwXPgfweSCU5vldAnzTdf4m4B1hfEFSFhRhS770uV"
            "F615zB+n/KXExtwiI2uq3EeZHye60UEAAABpAQSnkXkntgEdBNh8omDrYCqyno7B"
            "4Vvn9Ipg6US0A+CdOSw7Hf/n3vobMZv8dJ0pkPq5sfjNnMckBVkRuRBwJnKnMumK"
            "Mvb1OT7DMl+3NzRbv5FEUkr0R+Ki/HbC9OATjAeXlmmspAYRAAAA2AECSeReSf/U"
            "Til/iGXAhtQUXLIUGC2VorlswX76lmZWoA3jfHtNt/smo0/Ph19FbFDD30XfFx+m"
            "H14tD9dtlAI44XJas79OZLdDjL5gBjPmYKWnGX2hMMlP47iEiHpJPYwajn9R6t9S"
            "DH1D1f337nJeQ1KpHNGUGYMbmFV6mN1BdVl8WEIURhNKIBrevKBj6teJXL2XevKi"
            "Zn4jeEOeaPy3cHJt/miWirX8Ar8yH27o8Eamup2F9xwDEaoU0OxWrytQ+S1YdLVE"
            "kO75dim4/+m//cfCt1n7Dw==",
    },
    {
        .iv = 0x0000000000000003,
        .size = 1045, .run_count = 3,
        .runs = {
            { 5, 516 },
            { 5, 216 },
            { 5, 298 },
        },
        .cipher =
            "AAACBUH9hVHVIQPOxNkGaPiU6DxjhMUcw1HG3RnCBm/PvEXxFMSWdKt+2igIMGWm"
            "EhU8M0giiGK8aJU9lDd86zRoUJUXoGQGsVtHh4h9DONpQEnM/IeTs+9AowiHrI+u"
            "McFL74sx7PqgUnFopWqFeh9Cej8h+YWhOpZ6VN/bWFVmyksAeKZU36Xa8rVPZcaA"
            "pdwG2KBfQMK6jxUkgdbjvYBB9Y6heL9gSejpZNFydu70W9AtmxJaiTn18Hhv1KGp"
            "tZoMg4L1LOPorwPg9e1yotMaojyJXIgTu2ksuxdwcTR5JKriMbJ6xy7l6BMfuvjc"
            "tdIQox3sN400RS9XJIH5nxAhHZVD2jWkgNkOcYaAnC3TjLGvowGJrUzlLfCi0doD"
            "XJUgJ8Y/hyZSSTbo+h3bHNEjeykiJt0Fynz8USDQoIvQHzoAYkImrNOYCFezlJjl"
            "CL7EZAViWLIjirOJWHFpCYXnu/d7iqcOkqxzdyWAUxzClcugiI400cFMuAMYo+JR"
            "G1uRGAABT4txrtEN6JqrSfw90IvK5iTraaSt0SroXCQLZVMnitfKXP/BmfeiEksf"
            "34X/EVOJ/44QbN6YnEbJT1RCXarOEK7Sli1F0wVwiEmRsKDm91j0ChWf+UU1DCfS"
            "kIVrCDJ+tvgkTA5WJofHAlJxhtou+huwi1cvkrpESS9YxjG+5HyfJVEAAADZQY8d"
            "gMyfmy92bf2bHY1xCCR8NJyPXJenUebe64QztT8k0jmv+ODBMrfb8tHAVf7kwmhc"
            "/ukBCq1LtKQMiUGo+0gAjX3ZDU/A6fQnPXf5jQhBeHkGmP9+UO7O+6ma/Gaijzy3"
            "8B8zwniTCfrXZ44ejDqEg1dFYRRdbYQfO4UXytssoWBiQ6heqxphwyrhUQYGmkZH"
            "/u/ZmLHXig74ik9KW2NUy6CvHlxxaUkrbztUdDgEJsw6xN6kfz29fT9MWJGKSWIR"
            "ov/C1b/WQLHyXSl4QESBuyuqXMQvJQAAAStBj1A/Xu8pFkKI+lEeBmj2HlmldHBd"
            "IBcVF1UI6+MLRKYoXRP4OrMxt88aC1yqYhAC2G25A3Tm6M5fkfEUbVxcQspsOqDg"
            "WNcMhGOSWpdIHuQWgCN7yUTZgHwWm8+Mlg0hea8cjf2AJTinP+cEjEE81hO2TizW"
            "Gj/5b9sfPSYYr7Vk9Ae9EyRQoeYxklRsrI+59/EDr92dV8mQ3xfNILrO4qvWx6Oo"
            "SmTzsy6Q+bIVI+x4Z/l2EZxHLIRFCE3dekV31I5WzHZuT2kCWVANchCwWWxk9Rhc"
            "NEKAYCg0uqTvGZIhu7RuauOH/hdlkrVguVEdND4dwSs8yQyQRTD17SzLZ17Qs0wq"
            "E82zEKC/zNig4lj9r/iSxc3qa24DRG6dwI2fjqzfce+eWs4ebA==",
        .plain =
            "AAACBUGaUPCGTKYfxxW98pXnWXs9f02B5E192LZl2T+W8pSYonq8OkbgPUbCZCUM"
            "+d3eDcJ3dGA5tZwm3aLQRq2sRd92kEHvFp/59/DBMl+ANz7jpFGMGjAtZlE/k62N"
            "z1AdVry2X+svRgw7plp9zL8CbSowjkBBsLjSwuUxgYyhEP9RR+xeqNFTs0kC4VFh"
            "iaSQG8tajK9+cJUfKXf8grLrhCSxEnfw5OPGdaQnN1SoUnNkPzpG77+Z248OTsEF"
            "vaiNf4yYoRihQzg8pPXMOlQ2DdC/JZuYkALQl+TB6l0zPaiv21r5LDEl1mfjceDb"
            "xIjE2jk2ty5B3XGjm/m7Uc5Usa3WATpoQ7Tzmr4cFIHhJAdKepIjLf2tHb/Wkfoa"
            "Yvw2HfBlYZyyKujTMbH8rCkyPy7sf3/+xMR4Q5dUVHsXDe3BgOhK+bMlGQBwWal8"
            "ITANjCCs+gqpFI9pUTN78rFNxXL23L9sRVdd40ScmPZI5T7sjgtABuutVoBIJxe1"
            "zf5Sk1es3E7awwPSYcrTRQUeWcgsb8RhAw7olUzIy/sa0SRYBTiU9au9QOKiUIqL"
            "FkJvJhlzTvKXCHa871zCOCiJ5dqWizL00zWObkBtOE2mi9J+7nlVVmJMHKWLoh9z"
            "Df9poNFoa5rdX/JlcnEjl8HbEtIZvX0M9F8M2GEbI60TGSAuzXwT9EwAAADZQQSm"
            "lDwhkymH/1M/2pTnGUQuj2uLutX/AyvWRFlTi/G73+Gc+0N9fCbasSEP26ZPUoLv"
            "WdFLmVQEV64gOgLe7WD28XYmlIN40Dw+rDRJ6ZkzH0bhXWIaUYMFtPWrGCwjDE8/"
            "IMRuyX784Cb0eHRr///5Jn9dLnFPV0X9off5sJ/NbSo028z35Oom8zh3O4hoWhSV"
            "ch9y8lmgTk38cmV6zQaDuNLpXgqsTZ9NF8tRfQUfbC6DBcbH4NL6j3JTjsxNYfQS"
            "F+pVEJWgo5+HR5SmhD+sWISGUyd18AAAAStBAkmlDwhkymH/fTMBwkB7wghogivr"
            "aqn690+ro7f/YIwi988NPMCB/i8e6F9PnCsM5aC2gWGV8S+6gaYaOTpd8HOP2ec3"
            "VJBdAPVPsxgrgBaxQuMtRWZqvNENWm00N3B5iJ2sMigEWLoIf9oylbLi////Ql9x"
            "dHBSR4LZyLG2vOl/gd1FVRjZORSQtmDIkdqKkcp61suBnw8dGz0tWM8D1vTqPgLx"
            "lRU+xcvQa8L4wAc8sKBf5Cr8oKPbZFp9it72WqJqxxomdLtDS5lozD9YTYYaJskO"
            "aYrchXtcbSGwdFdwLXd9lg+miyXsxeAdDnATFkEuRiSjqg5f2CTMiH3RXDnoMGj+"
            "xrDtVVVsBMcis2SWnyrJ7kfctyDRSKtP2UBBP8BRFmZaCxRbmA==",
    },
    {
        .iv = 0x0000000000000004,
        .size = 510, .run_count = 3,
        .runs = {
            { 5, 178 },
            { 5, 96 },
            { 5, 221 },
        },
        .cipher =
            "AAAAswGdc73qvvGKlCsXCo5dVwkOLah4PrsZoyhGIXfIcgflrqimd4JEBgW8ejQo"
            "zJISG+1d1xR6+JKqaFYNd+TFbRfre1EAdz9XLIv6fsEs77ytND+CtrC5IfFaE5f/"
            "HjotlVqpMIKWvH23h5g3rUlu/ElVNwgeQG+e72B2BxwBg2RdN/8nr4voo6L7csDf"
            "bheHtgYuAH1/SMtkEXdiLo7G+t3dRZXrkI4X81r7HTBr4Lw0wNv8AAAAYQFOfxNV"
            "DABuAgh0I5QsxuuuE5K1fs8EqTuvidKAzK/qxYnipRbOmQBXcGfpzK/4oxnzCoGk"
            "4vIljqtnI/T1e2kcuk2FWq+j+qH+PIFvkx5dJdKPIDbehq3QkXvIuDcJnhgAAADe"
            "Ac7lln75E51xjGQRemOs/Uzsskvas6fxuOZfpQtMCWmM+wwqdTtbV6Ta4VYn4eZP"
            "LUQBRauQ0SOAQ2X1yEh0G9AxoiSkvXTBo9WMufMCOXOfkW+RGGBjUJxuvd754QKI"
            "EIftH5ibXmH9BJR3v+xEF6aK8vcRHsOI5S+gDD0JOl4ynLB2nGoVwN+Mu/H7EnX6"
            "E89tWcrmkI+kccIXqhjPzlHj0y421kP++XR9i7h0mI1wfeBkfuKDG0lIGTj6VPco"
            "0q4Mbky0CQM8TO0BhGuKvY2pxxovo1yIxfmagVxh",
        .plain =
            "AAAAswGebakn24TYnO0ML3/9ThfrGBlCKtU5/tMfrmtAaz/lj/nyAp1tuRXKHH7d"
            "VKk+UAvtAggvMy16T9kriv74f4Qhwnp4rZw4sOYYvC2eKQ+e5Eehn/v/sYRmhvUJ"
            "jCW4ogkuLzwmOwswmGmyc+ZbfEBkrlQa6DODuKDxi6oBygwjJOti0mtl/8KZFvDH"
            "aAHCIrij2zWkVhAeKM7NTW+S1LiQHxJ5IyqKzqEnp2bvOH67McvBAAAAYQEEp5tq"
            "Sf+yGAqDzXuhCJW5mnMVGfbdRtexiP8GfvogUqVb/+0aN6x6vS+WvqliUwydRnpz"
            "et5/FSfzkHt/L9OxspLrDUCRG9r4psWVHQ9t/dPD4wJvEL7kmbVyyH0EWdcAAADe"
            "AQJJ5tqSf9Pi5DSy7D7uIiam/wCdBKJU0f44m+1MLispFrvoQT9Fu1Kl2zSB+yEj"
            "VWcMHBTwUywaDWJrveHoflhtxBPJe/YwDA6boPmmQ4kTchX8bnbvt6DvtLT8CeBp"
            "pzFMP7zBY5pR7hjJq4AgR740BpwcwdJxSGMKioj7bj3eY736Xr9Ok8FQ6lp7CIsv"
            "Iqa4XzaGTxLd/AaeRACrPutG7askUKZxpUxAuSM2/FwNi0A+lPW8C82ce+QbdlJC"
            "8Eyp/bMqByfoNouiVs3BJ9W+0gbl3GSXkoOjun8t",
    },
    {
        .iv = 0x0000000000000005,
        .size = 3268, .run_count = 3,
        .runs = {
            { 5, 1749 },
            { 5, 776 },
            { 5, 728 },
        },
        .cipher =
            "AAAG1mVQa+9TacOeBdpaXJjw069x44Oo+yicf1LzqbgX68A38hc+f+aTtR8rkY8M"
            "OrcuYYLKuxCCoUy9qOY2Pqj4Q33bAHP35EBh/gR4XUwkVVVSeLuFgDYiboZyr3U2"
            "jyvF6yM1oAseoBnpGrPPAjFmimNKNSfB+zymi+FaY1fcPe9tXI5KR9XDFvYZo/mE"
            "YYpmiX1kj6lN8PrvDgpSayG+MjaAep3LWHAvuEl3E8tYkMudXEowg0Azy2U4rD8D"
            "g5LMvE0WmE+WFrZASymKW+ySQN9u59V1VuZ3TpzCGxSzD3UMHvxQA4A0sQTeo3eI"
            "+AAiTpMPPcT01jt0ugSS/g7uvcODA+KnO276PsSvCA0cMbMlJhjQvII5wOSLgnqG"
            "l9oKMEr6hV3YhGq9EU1Ng7DCo5W/oYhoWZim8PGRaoEr//tlW+kLHceORZ3cwt38"
            "oAtcUwXfuE9IQhUw4RcLBkUmKzJ9QrQMpETdwLe1acZcSW8gi3uZcZJgl1rd7und"
            "2onxBL7cEOuka9RgMU7VQBe3lyHRWv1ZRTWyRR25RsgJPTTM2xlKO2nDViJvFFpE"
            "Rvd2jSHbNOEZ8cNke2UHvvi5u7IHcGgZU64CaASkVWkUM3q1dv3GTncJ0L0Elu/p"
            "DroLFpadw/mtGSbBx4HnqcGsUsK3+NvzWucBhT597n/EbiIaSsDkSqcO35VMAa/Y"
            "vvD4LpVC0+DXlqABJF9KbWNUsIhz4NtrPgn9Nz4gNBWXcZsG874oToONAZ9XZi8F"
            "RJSTwJh10zyXrVOZIZPq8ZoccmVo4LcXY+TfUtxQlM0y3aavZQN0BRLs54nxWn4d"
            "9bLkLALt4DiDT9cgJH/PeWwMSR1Oo1bNCRTgK93OUDvlkZ8lt/GXYbnpRyiB16L1"
            "4P8WvKUQ3dAlGpRohDL9s50TF1DA6IsSi5T20SCm6q3R+3zIaop1ioEDemhijSWH"
            "kSCpAtVlCU7NqR3YYHDjsgZrP1U6TzYZyCMD9Soe9qYrR00GGhCehg/Dub/AF/bq"
            "eTtS11+9O+GEifm+ECQ/fYVdy71VRPTelyTXGMuanRmsRvIeXn2eSzku0FBJStHP"
            "AJ/0KB2FoE5ptuuFVmDf6qiAb7n0RoL3wXxx0GFvOYHqz+oe/v/xBrxlRFiENjkH"
            "w0Bthxl1F1uHwPtlct1wrkfgix+15tOuw5xMs42kzMf7Cy/uzmopdsJYXQzEErtI"
            "jxvY5d5oxCGEQ6rkZ4LuZdp3a9UatqSZZBHnw/9WU+27tqsd5OIy8aQ5Ieb9O10j"
            "SwDsqJH0bt3q8CV62Lix3A0sN4jCT2g0BjNXR4YyEVOcPRi7GT/rnbKQpQ8GKK/q"
            "Q+t0GhVe8LA8/++PbFTd8f+0f/7Fg/hhAuKajzaLjyuXHt0j35ldtxw4HI5P1pGq"
            "2GLQbbyAhPxiro1MoaAvzkR3ONDLFdiet3eGBgv1cWOQClJrN5kFH4Mr+ASr/S5z"
            "3AMfqt1CyIE2/EW+z/ryrfoc/TMgu6msZ66Yd+OK/N7X2zsEC62cjQ2vRvDCjEOg"
            "JjqK37jHRfDGn8FzL9Nwj4+9nc68aBwgAXXuzgXJVHY5TUZ39eaGSa+w2V8bAapV"
            "55FffBVlv34jicfunD5mMBRLONfGCwWRPSvyJ7je9eNe0Gq+63CQCQ0+3O7Ahm4c"
            "KzK6vp8QiqqNZHYZigYZMX85u53v77y0OPg74c3OGFp7LxB81Zvxogu9kaZSD4dW"
            "w1//4Dc5euvtAqd6nVA0CkpLX5bGJ7U5P+o3tB2iOKR3AocYitokYDyuN1WqmbdA"
            "9h6axO1tPMyMtFk4TTsRSkgMM3000v4QXYF0ttzhhsDmHpRsmdHGRH7zuuO01p3Q"
            "LZnUgX+eBzBEL60fqrGKxBjzQb89/ARHX1B4q+PLnePJRkT7EvVxAuhnwKIVPrR3"
            "KXDkjg9HxTZqYq5TbD6Z0F9Ptk9l4hQMrvwORn1UuLH1HVNJhlshLHBIau5N57Mm"
            "0FV70798qsEqHUttwvrux7/l1aLDUuAjbi7JKU0zD1/mql6ulOHNUZTeHEFNqIG+"
            "rXsYWVtkayJI7N1lByd6rhFWI3tsfmMN0uhArlM5gSNai+Gmt9Ic8R/ilPSKgoP6"
            "fKm9KmERP1+chJhV/KnsDblUXRpCzkdAjPu8kNt+3PRzGfNzcZTbRzaBLys+KvX9"
            "GR6lXY2+NJj3SmFkZYWdoR73pRdPywdBUjBlBp8BiyIrGpeYvIBFsxu+RYwwzoh5"
            "0GidHDZlKdZ1JTZgpwJY8j1LIsmJeSQSRB0aEnX+u1FxA0LhxVvewwjUIy4CMatE"
            "TK4s+AjsD22Gg0/nPsfTsRvF+BSgFbseE1kAAAMJZb7GsaLbtiYsuyFy5f4KiL47"
            "x+7AkF88G+eJCF4R/uoBckVYBMUc4C5kOO44SkZtt8DFrq860obYLWNu85cv9fkT"
            "ZhNbwYInbVEcFonTTIKut+eXrOPMQ21YuljIkvHowQTJhRP6W8jTcaGqAMRMjxZQ"
            "D4+xwZJ4MiE2pdCVhWN9HEAXO3Op75aRl/gYTKq+SMxVW0c1NeQg3RkZHFWvkaPG"
            "b9TG0HCn+UTCeyDbbg+iRX4DAIGfXGsymDDblQVWL0SUZIn7ScVHT+x9sGDaIGyZ"
            "wrandkapv8qBFpITTmAKZroBJMmtPhDCvGM8MOitOqOjmDyBfLFZpVKy2FJ83p86"
            "eOeKHjDuzx3NGjLnyYBf9b9eG8JK+xhmF3t6YjpvQWOJr/BuP5z30wza5vfimasC"
            "q/lf+WUESmGCdGX4hBhDyY15y5ZvEW7QPMxLkM87FSl+b8wQ/c9Vb3YjBa9DSV8t"
            "iGNksoa/1g5Cb0bEhDqL4XAtkfz+P5vEdP4JlzqXpJ1WenS8KAnMc4oC14aY0Ee7"
            "m6Wgy4XLTwPIeLMaajS/jZWkt/FninAxlISE8m7RB5seeuQdpDRFqxJfyOyhhEvq"
            "lkaQf6XRFH85vZSXBI2xmawEdamwG4NMexCBGEKFdCaDwdWvCtxV8jJ162zI6pg1"
            "Scj0sRRHo3Rdx9/UV1z5HQbs+fFNM9Xbr7kgfDXr1qCW8QOSGBiknHt4NI/zUHr/"
            "HhtrtRC2wBAJe9/sWRNn1cjfxrWYFwgEWwb5mxb2/GXgcLR4bfQ0wOzze+2yNwJx"
            "HalTYSIUR1fWhUEQ7auynIUsn64CG0hTas6UmO8qKEp2S83VLhFxAe0K3cNxKaiA"
            "JrTiUv7woqoo4+oFPZQVDVqJAnZ4fI1VuyFoX35jURb/m4bnLgHtR3Dug25eNQuS"
            "+3rBb7OMjvt3+YUiLN8t0iSZiHoMg64ytqd6I7FZIfIwBgD8hqxoEI6GLba4DOCY"
            "KWND2qykWHeBlgKe34dhvElcJp3hpeSIl9uTJSxLUVIV4pgm4XsVAAAC2WVnWkPP"
            "IdGpoBVBvl9abLoMPhPtbP4Wtye1QJOmugkFasJw0b9O1m5YSmaiYwdjSjNcEKaw"
            "/QcaA4v8bnJsZJDCtXqlzdk+hv6ODjGa9HxUUfgRsJ0juYoNyhXG8j5sOGdhFnM2"
            "a3TWR2JNBspGodmufSluwvgjqtFb4TWXe+TKpj3F2lPxUonCDhHf7cUC1syfDowK"
            "oxOp/FZafktLy9+H/tdV11idIafNF7D+ee+z2CgiSkmFJm3R8njKCpX84425UCCt"
            "RFDFG5XzAwlV+7xMhE32OoOMCEu7dgaezMLZ7t0oQzLVz91PvY1Akp0vV3+ppjlO"
            "rCZ4LAkCsgINCyGTp8YGAXZY3U4xfz1cqVAWubUWiAx/Mey6gHExVnU2Lbw8R4B0"
            "CW68q35WTALojXlLqJkEyhUQ69TirwV4hru+nvCwvuCAytenkLQ5aBFNR4g7AUeT"
            "Lyc+Q9HxcdwbEXKSVsnO+XI1mJc7lKq12he1dclpjxSDphddEvrhhUg0fSCDivD/"
            "KTnXoK6FlZERWI8g/8u3BiHSpfaBOkCNXKOy0edUpfbzaeqlJIaRlIzVTIqIxQKl"
            "YGENJUF9JXyxvzbBSQDud2jnrMGY75BObzBaMkF8MYJPcd+DXSBOnWu8q/GPX9wZ"
            "uE0A+X3MfKstxtteWruA1CK8cxNQkBdjY9p+HiJ6FVcTYhvzguXp1Qr4m/DiADw0"
            "0Kqw/KWbCqC00zBAXj5X9tHa4/O9MhkAjSjuc9wsgOVFundipD+YIgPRQNMZ0dxZ"
            "dwMPONRcv7Owrgb10QOP3S1aSi5f8slEAizlkjuRwPNziy1sybUs5uK3XQ5JvZr4"
            "aqCBcUufCEvdBvyJoRg3heVmDWO2d+JjQHcm8jgJhQPQi5PCwi7CYKzLX44KqkCZ"
            "PScCaHD+uJ+Oga5Zl6cYJJFSvX3OjxN/xys3kqZUex0WzbxOhwQXa7SlxdzjWIMM"
            "DjoFKQ==",
        .plain =
            "AAAG1mWIggD/2uOX08QHO1K6iOlnH4o2I1muHgMv30ovI74a0wufiPRipniS9O7I"
            "v65gjE/xBhQ5t1yLhNeCCP2mQJe5gb9FhF2Dx49zrX53qH01XtU7rnQ8fg9V5bBb"
            "PIHaxyy62U/muvmpBeivSV7kGaFnM1amHweEZW43NwG0BMcm4oxjFaEXam5ValpH"
            "rR73sTl0WbTC0h/D+fSsmpX7AOrSYhcwqmPXaL4o5/jyBGiwAJJ/s2BW6dzNhJRF"
            "oYDXI4A28iQz9ZppN06uBAMylBx42uGKkVY4uREjW2kMxcRuXCVU2Pq1S8VLzVdJ"
            "zl0TDPX9kspN/QzDfBymgdSENPxUQGVvpyo4+phu+2G0WlorKBe3TvSyRA+vTxBJ"
            "DAt9MC1puPQZ7D6X4NXqPS5gD+sE42XiwedLCsMsXWtyf6MkRlURbGVzH79uasp2"
            "VTFxC+kkVlqzz70n+iSDyqXYuJXgvc46xs5RL4KknniYbegHIPLXroMIw34nDLbg"
            "rowKiWzGJeER6sO+knWrgqUYOcLc+7hlCxAanWjimLu9US/PGiPA1gSh0pf+eTH7"
            "GsZVC/DTj37gEtuSAtjv885jIahVS6KzC6o2cvcekPIscDrUTYWRNKAvZ2ykBBCe"
            "dAvY2mu0/JvkyB2WAeH+H30Y5IOlhqo/8R6in6SkDCYZcQx7KLUd/6aRrMkigggA"
            "vYEyIr3x+Kz3Cy5BnkO8joq27sPiZrU9AbvUNsollUjNYL9txgyZUwXlpuz1gLHS"
            "WdYaRhA40L5wfvrBGoIqofppjsK9oZEiIGC9aAHgAAgqwIkm0/qy5T+uq3nql8hv"
            "EnIEiD9vomIlrpSfURqx0O3nnfBQbHuBZDBuFmK15pJJF2RrcoXcywnh4reWaYcu"
            "4Wg6fpzY2UhH+ELEycjw1b3vR21lgpw2Qnh+WKluYGKsCyoUwaDZo9ZAyV4Ii+Mo"
            "HqGsrkVpYtjBmt4j6aMBW8LOnhbTdLg3IAEAvLw452/D9YviIr3FsvAVPNwtYLg/"
            "MMZ4rgxL+lc/VE0QGmKlcJtYd6pIw1oAfZ9QWnorric92yfWaE35yny7Y9PIiJze"
            "w8uDP85bXyVSrtNpMcAnp5/bDqBOjIptiVcwoN+VyAXATxgbbytWBODtrIUpwfVQ"
            "Bn1ytvw5TFvsJdkV15zUuvEykXme27VyCrNptsMyoOvfjXRf0li6aCi+H4EN2hkd"
            "u3/p0sO0rJU9V6b28kYEr28lLQkFciUdi3rouypMuangQnZZEwBoluUyZdSONLd8"
            "MkMHsS8D2npq2+rJpY4bbn29Orxiwn0CRc1Z8KjsSuWyC0GzgAyKsYYbyIzzK/NI"
            "osOr+VirEkfh63bt7LfCTFlyqWoeqjP3sEdYu2zmTkQftjG5KYv1LHn5OIQcVh8M"
            "EuIMAr1C55qV5wciOmxop17DDny9xRXgmX9j+xN+XOUd1leOlQUQDHqEUCcf1nAn"
            "JxgRH63j/3ED3t7YBIuaLQM1JJgqwJQw/q3KI3DKZ6+1iiXAuhqcz1JhLmwS6fpG"
            "detGmrLJCGrQsUVf4c1BssA9Bom3gOnleiwfcVbhjdrrmz7sbJpFgqvQRBcqb1gp"
            "bSjrlYBv0UNUKS/EgBLz7uLnSSS9+Z1+HIYV1TfqEl35nDH2ipdp4QfY8CrayYjS"
            "XO/xY2mc6neZmdqQVlnJ/xswvu1I2+UsY+xjYWALmx5uUiUTiQhSIZGMSQp4mf+f"
            "NEWAXDP9EKOWo6c6HdQq8LVqG0heXh5GUcMo/9v4x8wlJuBUI4EmYcBDEe+F5eMC"
            "EbI6jSPmbkd1WacfdYggpXFJp+mCPdhogFoPUZbT3EuqB8/ZQFLrNYU/OSxKZ5SS"
            "GkEbJ9PXpuR8gDKlU1A3o+z5xaXc0bFvLcEdI4nkNZrWdRxmM+h2qPvHmTPHzV6v"
            "Mr4OXBv9nX83wfB1T8Vc+Xq/CHggHcBz7hdHt26N7nmzk3TwFNGy0cn7LRPHF1Z3"
            "ijKGYpL+rXMPUBh9g2+j/TwvLMcntoC3cfr+cyFnWIe2xtMzIS0RTXKCrzp4ep4m"
            "9eEgPMVgsBnUojl/UZSKFatugKOv8tRWD6/3cUYy1pk9fBERSH3F+xYKWDHJ1Qov"
            "jLeCYJdyWm4NKriX91Jjn7601AHlKzPDNa1Xa97TIw27OdG2SqSeLYRKUQNBs6Zt"
            "rTM3Y6stp+QM1u1GcvCGuiphDPWlOrL0Oylqm0s15yyVoioeZy7M8YZh/+/fDDnk"
            "/x+ORKbk6C1HTLqW7abDXWhLGHGJ0uCxChZk5XJdbeaO/K6x5bD1Rs/Sqvh9fzc/"
            "z3otcCOnF0Wk31loJfvAxpkC/nlMtrEZtsEAAAMJZQSiIIA//UJngUUCDkxhD2UX"
            "+eQH/J5u1Bxtm4SFMwea084SplaezxKRLLFfi87VQ/EiAkPNXbn5pU4g6gOe8WIs"
            "jN3ScbmF8We2ptN3B/tTHs1vXzVkPuCUpIu/Sl8AHPjJQJH1VGDnkEo2wycZaL89"
            "AQBgQc2qKVZafzdtrtiXsnq+m21fh0uLdAINjiIjY6IiFAAqSlT54mvIKvp+ZFsd"
            "nVX5DOI6nAYRIXR3F6iKNVrwD5DF7U+yR3dkxuUwnXBNGmv9Q1s344kVccEAbWGC"
            "NiLW8N8G3CT54zNdOFlLldFMInqCYeChQlEwuJRl8wrtUboDG5VllqehPSGMgsqN"
            "osO0IUDS2ZHCfZdl69InVjnn0am3wqTXum85ALcqk3vQP4CHmORS4u6exLBujIky"
            "fSXcYi8MC6gMUZTy6/Rx/ZpYvzQb5juwRh5jlF2FpHRMP1NGL96a7eN9v2T3RIi2"
            "qDDJHEraNVqIlvsZxT7gKndrlyEL0SDBSSmQg15oM3w8uhOjUTqDQUVPeQMW5p/K"
            "ujTk29xn0LXX0w+A1o0sjcGtH3YSD4ROgd3U9HZmZAoVDZF2Ezm98wOqcqo0afRx"
            "hq66YIbTkWQXXKk8BMw/FCVm2KZnJ74624REaq2CYt3YigToURMGip2kWK2eVYRQ"
            "VMj34xOaFfcfvR+f1SHRsmSi0iz5JbA2oJDxWvjIcL/YyyKK+hgxlx49lPf5DdkF"
            "ZRIU1frucD+Fb993JrAM7Qv9SfzjLKORxS80QvI7EP0xnvHXxLQGyrh2VK7j27Cp"
            "I9705mmvJLKO5tZhftBewLzeltDCvL2yFO2GWj7XrLv9hLKDc9EZapuhmNof7508"
            "KH9he/w6uJvH6W2caHrzvASM+xLBBEprqEv2ovWt/spga9/mzOUjdzz8TtO0Hh2/"
            "6osH8hIlPqDewS1djZY1xR2Le8YsnBGw5w8AabRMpTx5OkP1lcoQrz0R4KPqYrZZ"
            "Qp4xaHyC3v6qxYrIDH84nPZ3fzf4j1livQfPXiN/Ftn6trd/lvXTAAAC2WUCSIgg"
            "D//9QmeBRQIOTGEPZMOMIEFw/sIiAS1LtW9Uv+Vnnys/oig1CcQnuXPGja1fuLnp"
            "QOyTGkHDqa2IxbKpidN/kYo/xuCBVY66bWik2rjUSwf+DunW9rWlz08Eztub7xj/"
            "GiuyL6kAAwc1SrEROKIcdvoGxLNmX7bIK2hr4VPsjJLIadqRYG8znzRj66QgWb5v"
            "u4RmL2D5xJzrJoLn8t2sysTXr9g3Lw0rFh3H7phvTQ4jcKiVOw1MboG923YlmvCi"
            "f3AtqNcNbdlTWZiL+PMAbM+7P/LhbL4YT1+rCaL+ndlGACFDmG6mVyTYKEvI1PWT"
            "MDepqL/oTv+VMZeGER/ywrRskR66hVsziU5O36Jm/bp9Z6fd/uGgQHtIHfJIaefr"
            "X+PBhGa/+pa8IQEKij39EPWpBVn53YxO3Yn/YbMoSHXzx9Lmkf3UCCbHsmeKwTlY"
            "oNxXemBZ1LGF5dzfonxAA+UsXWYdnpwIlZp/T7DQtH3Dl3GrQSc+YTcLyPsQT3aR"
            "qh7idHcw3gznb+EjFtUJKhG+7cLw5+2fW21ccDozS6WdF7QQYYbayMJ8hIqy8RmC"
            "h2KKBJ51lzyQbmf6FEFN8uHGkaAmFyff95iPXF29rp08SCYwl8997hU9HW5ZsOmO"
            "so4R1KjYUspcPOGiJG5TPg69PJ1NJZXGmI0Rbk5bp2zceW6i/5jtxkaE1033TkOs"
            "xSafOuC9tyc/tcoH5Nh6sx20YfW5Alvq/buRX83bDnat0OGW0KJ0eDhFiJbMZzb8"
            "/2MqzbwlGL4xacbihduNxskQ+5WKDZdo/3XXIoUc0rtn/qnubIqoA26hQNRJMcWg"
            "uDRV5cyHVlky47ZOurG0aj4SKWfyqmJm8hAJA9d8JJswCz7LnqraeL5LJLpl/YET"
            "nvrhZ7GktPhaTi/sOIiSSweKDODqQLGSOeCL7H/sOi4kwx5Jn0+scfMHl6VbIs+c"
            "InH18Q==",
    },
    {
        .iv = 0x0000000000000006,
        .size = 1176, .run_count = 3,
        .runs = {
            { 5, 485 },
            { 5, 253 },
            { 5, 423 },
        },
        .cipher =
            "AAAB5kEwXHsnd479sNnYGDqxab6vVqVS+wqNhvcCd+uG1ek3CIGr8n3pGfnYXNvl"
            "FlqelI+vcdF8x22VrybH7lBWKejTbvRilhWsHYykG3GSBRNVue000hA6ldbQVTLz"
            "sk5Vzwes964HPTxIFgA69L1Pejv8fIFgUY/BjU+o35eAn6qY4Ys0PdtWHCjN+cYu"
            "FNw1s2oizJRa1fy36NQ5BEc1zLtbiFJB4ip+NsFCYV1eCXdGaJDFSsASqHvjfrIy"
            "uNOGiMLvhH+Ouub+zPLSYNpqxz1NEth6kJQY7l5aFnjBVkQtG9Go7hoZCRYIVFy8"
            "Mc/Zjnauj0tj1K359iYsYd9h7q62lNepGMT3J0p/VVMJMmRajMTgahtOPQ6f33mA"
            "HZ9OdujvqQ5+9MhN1TMbX/5AsKtuj+SrP+KFIGEUu2JWIvVSI9TP62cxrKQoX12x"
            "ZwI3uX2iprVloP6s/YQoOp7IOKyi3TX1MhTE7WWhgCLmBjTzIKFRiipRc0qIZ8is"
            "sxYWlg/dNwWivSArcc+bJOEol/PEH7IyyI2i26Oc2MRp7PjaWmteNJvvU67hanbh"
            "TbCz4A6rtr+ZKrNwD3K7Lgvs7gP/41D5ZEyfCeUfA09bFngjqmTKnjdAUO6ZR3Co"
            "25maH0nN+tQlowAAAP5BJ9Kp2q2YhxmDiw0oygD7vnelzaEBMraSIzQtsuY6JCYq"
            "c31OS5rAafmpvAcI2W5UzFs3KwVJG9ZMqyzvO1b1GzFTNxbmzKd1OmCWbagscDQV"
            "aOBpquuXwxqviGyI8ZsdCPz1XqXJVzyz+9zT/gzm7lQyTodiyb0HFFxIKHZgTpgE"
            "xP+zwflvpNeM28xm8gZEH2YWbSHzwpa8EdhU3pRRpdASQpfc3ZPJw1eVL6vJJO6W"
            "CMGfWqPW0RBu9iy//bD7VPUlMc1Kb9oYJCWgZux1O9CEtmki2ieWrDTUB7h2u1TD"
            "fgAIWg642hOzwvTJI4vp5dyALg9Hb7yGtzAc+QAAAahBk73rlDHG4kCq3aylsvkw"
            "XjF2L5l/ll66GBlUCrYlRvnMZkVucsVX6YigyvFbYvxvYeoa+zltbFWvN0ERDOr5"
            "xaRH+TvvU7PIJItu+FBKYX+5kwt5YPOzqA+GdEW44ZKfK8RbvDPQ+BIjRIfO/BX1"
            "n01X32TsZ4Y/AR0Sf8Zdw5qoJUZGo+sODK8cAyPo5NyCeo3EVb3EgBZBYz+27IvW"
            "oFZAVdFEeoss7R6MoCdY0zYJ7E4CJySs7OeWpb+t+f5DCaZEFSuRayeElqfyyfwU"
            "0DL5bemI7PIvQRXD82uX6zjIYBMwt58zWkuLmR2wmjIglU0shA96ekjRBoz8sjyn"
            "77xvwiaZsJbR3VuznWFkCdAyWQAKMm1W+NIUMPSRmETbSyN6/aHWCihgYs5wIHou"
            "m/FpcHJknlUlfaiwjgT7HFmLeaCL3O4+lJCM4SiNYVon0BENMJjRtuzHqE+PtodR"
            "RuCRHwr9zNLMYDEg+ktAXc7JPtZBCkKxd4G3iynUN8zfXlZhxMoDe0Bn4ld/Fvuj"
            "LW1wDes876ZGnix10d2dXSQrwKtG/Wua",
        .plain =
            "AAAB5kGaKbH/yhAOoUCqsA4v7HwGpC6pgaqMwUr0LYkQ99IbkOeGc15vH/rwCbJ/"
            "phvWCAp8Dvku6AaPzNQ+yMbRpVW2ZWLIJViVTUygAV8WbkwyS0mhkZhN1IOud90I"
            "p615L+BOBqgO9tHsGCk/FNHa7yg0TE30noIVt682ACXFdGvSNHNOmDXTEaN343WZ"
            "5ryU0aThxW/W0qasW5JSsLn8OIi7Ip9Iu9u744CF4x29T+WRDbg6AtjZkC1OM7b+"
            "ygFCvJEBUUzprg8MUlVzzYu5AmvHiTo9spHElLX8FZxy3N50sMXDH8tbQtaRFPRW"
            "8FgxaMoJO1+SXGC0Foj82jnH8d4Y8AUP6cBLVBDsaBBdIyyfFafjGuA3Ai8qx3wi"
            "ZHV4GYt1qus5nBIHKXZLqjY5IYP7ecpCy719sI56fe7PpxYN8Gjn5gq181S3rDMj"
            "y00Ojo0qOoJu5cG7/h+xuRspQE7sFuCNiyVO7tYDJN9zQXt05W0md1fRrHqDmK0L"
            "ST838UYup53Uj4DNGeoKlEec5hsBxV7Syk+EQ2Oi2MB+hSDiWaXmPmC2kE36I1W8"
            "8j2ONKcCkqO1bxESyUhltvo3QQgWgWWBh0m7yheYgaCxG7moC4qySqL31E2vp06g"
            "VnbnpecYZ1wrGQAAAP5BBKaKbH+MCv5tTwN0ZOI0LYVGbcBOMMhDeYKkwhxpuFkx"
            "3xIB2k0jQnAMuhzDs5ZTeKRCMlFIrRwbvPWLykIfXnW7jz5RUFhOL3uqFd0RHdvr"
            "wrfiKzy17Mvy+EBxOyoX4M95thQQ+NhGxtVsCQmoVnhssH235eRSSUEVzaqLJ1Ns"
            "l7TAwJGecuXEAhYqwdNlU0/VDAgCPCe6l0H51rfXOEiC2LUIy5WvZayI2pRIiK6G"
            "kYf+WVbjO/m2xxI4ZayGRb2mQg4SNivRQlGvNEXKsXsY+P5gD5sV8SWdD2XEPYnv"
            "K0mea4NUnIbqu6TfYbkGRZx46Km5ol55E2KunwAAAahBAkmimx+zEFMMbg3HU3VR"
            "41G3HGRDzQp3qjWlaJ208feQS5/4ZyYbjrGG+FOO87DPDMpj3feoZRj+JNul9FVs"
            "z5QQZDnCM7rLRiROWTFe2l+p/q5edWh78vA/f8HTgXiQ80dZOkBFoke9YEaxTY4r"
            "kv9vMEQDDgmxF16CXQ+qwGNTjleajIKnDNURyo2svXBcC/Btu3isorgaSWMLFchO"
            "VL5yYbtG4RVFWPjgS/ojFxvz3VEw0XhewtQFQxcSv2ndv7YwasAD0DdHBa/oxkyx"
            "Xzy8UD1ju62USGhaUUZxbE6JLBldTKc9aQRjFQKzqtDu5iBLTo9wUPPS7seSmAwK"
            "Y7OdXZHVrHGU6oUblf/d3+8wA3zORoXsGzFNH+CG2FhcS8tDhDjJwUnAGseCdTv+"
            "MG/d1K9azevuMjMcmLAhGJc3sHGkWf7P7nMEiM7rMdxiRZziPAEXUkoFso+kSaFR"
            "pW0W6nGpGE6gTS47nMlkdxRW1O51H65lZ+GseMQhvFvKP+B1I+y+1XcniB0kn9DK"
            "zKFHRVzXHn3N1DzfMIl6K4gdb+h7Egld",
    },
    {
        .iv = 0x0000000000000007,
        .size = 616, .run_count = 3,
        .runs = {
            { 5, 245 },
            { 5, 109 },
            { 5, 247 },
        },
        .cipher =
            "AAAA9gGacEU1aXphZVridk6lFNuvPdbyA8VD3q9uT2RkqDoGP+HJxZLk12hZ5cI7"
            "F307BvO29Yok5PN0MDruSEHFERqza3MkOJo7FLd4SYLFSigNB1gd8Kaoh4DKYsrR"
            "RoU/QzzWR7fa69+6N80YepynN8I/VBHHxUoO2wYeK9TtB6IRNivLazSrn0lZSgwg"
            "Bgu2jK0yp8jGbOrlJxV2Xc0/vBCCTodMIQ1nhyhhOl6Q8jvrJV8r5QbTNvWlRHBx"
            "2lKK0yUM7FbOYaGNTGV53hGVbvkRRC6YyBP1SdDuaqcG2lQBTaO1KLYjKKBMbZA4"
            "I+JlG3S5MHqn2QAAAG4Bt9PswIUgAt4c9aPPOFSdZrCmhavvhB5M+2QdLL//RStN"
            "3h7tIryyL+yEHabizqP9V7ScvtqK/uhhdwh4pnTU9tAeN4rWfl16hnUPg98I4LNx"
            "b7sVYJSqAtaI5PTn5zvqtADAiZmdyyEzJ7rTKwAAAPgBWMbrINFTAijEnhk8GIDW"
            "Q5sMg3K/SyTrpROy8R0OvO4JJUjbUkJfzsA72SedaFdeZONbxOaLvTxssekZadob"
            "3QnHrdM9DWCSyCdU0O7AG88oHbZozDBSauUedDpDW5/oTRR103nbYdwi43ZNg4Gc"
            "P+5Rp15x0xKWFBPOwbrkSa71agEu/CHgCf/AqGAn3WGFYii2cUrxFUlsyIIlnpQD"
            "RC6emnGGJT0NN/omtCFb6S9KldILl4tgLJfC8kVAoZAY99P7tzZNdgQNrhQUerkk"
            "RANXGZmm6kVLZCsbP8xU2P05xJUmtT3IhLaBsG+JCL1F+npOjcfRCA==",
        .plain =
            "AAAA9gGeReSfpgdsyzVDyS7Y5Rw87Xmri66X+cVk06M0WdnQfWU7DYo4c8HtfJ+c"
            "ZKuupHC3uXhwBB1SKV65uxV4HNXrw2oVmPlnpTe3aP8uj3LyttSsZ2/BHO9NdXGB"
            "Pxb0u3cJ/w7DfNseusGqRfBWNd9bSkPDulvpd+PuI97m9hJ7j1uXuXQZz7NrGCGR"
            "p2X3IGCfxjoWNtT5amFG8NojQVqnkOKAm0r187YJrAdYdezhvdv4AJFk6M+KYb0T"
            "jcCcs2v5+sg8Ssa9m79ukppMIPZGEYwMJHsOAmjbiw/HZDsiT16nTcLlZSlngAj3"
            "i3eNTqYImUpjswAAAG4BBKeReSfSFziatY/7TE/8jWOsEeFNPDyxtf7wUnd129v0"
            "YgUk8ies5P1YmgJyieadsAfXPNSIwkBP5zs9UIff7Zf9w9OtgLUhIqEX4O8UnuwT"
            "8Lq5OoaV7LugnpDjAs8yRamMLfOvvhMEoX+dgQAAAPgBAknkXkn/3+HwQDMa6sc3"
            "oqZt5Pd0x7IRWGR9QlQlK2ZvF4N25aU07uTbjhUPGmA/+jq2O/EDVhb/f1iuHm0i"
            "aELuTq5+CUM5HntW25Xg17qy4jZrYGAahOMZAZXrasVaPsc+iRsYm21WMviq4SY6"
            "h1rCxTbM3g9g25cJWLlNpgm8T1RBemISuAWqRN5/GHvIv1+Tszwdp9K0rha7HR2f"
            "RvwzKMlkvq9FbK6KVi/4RMyvjdAxivriS1zO0newKoaQv3Xl16X6i5NnYIGv8jFU"
            "HVczWqon67s2lflUsNMxbQC0cjZVV7hKwT5+u9H211RLgwmvnEcYLQ==",
    },
    {
        .iv = 0x0000000000000008,
        .size = 1083, .run_count = 3,
        .runs = {
            { 5, 410 },
            { 5, 263 },
            { 5, 395 },
        },
        .cipher =
            "AAABm0GQ5Kps4SDz2SPH/tYFhhw9PCXxgb+k9QQyo8I/EQEtGYJeZDkqlM8cqz2I"
            "lg/gThWPTsgVIaeOM3LEML1E+CGy+JxBmhstoXQhW6HT4YRSkJS0DaiZX7RjCKIO"
            "EZc4grF/lFlMtcYVCIezofmlLtuCH5vksm5ZfgOHNrlkBitYO9n73EaBnSBFhqvI"
            "2QS3s96VidmbFz9NKwlR/IAtVemK268tAG6Tc7e73l1yNqUWthK1WijKsrx/2ib5"
            "08LCW58xzcZfb8P2T3n6gMGF5v78EFwJRZ37rRa6KMliYEPWcKYY0yewot8GQZ0e"
            "LDbnL09MpIyO6wIPIbVTEuVb1ujoM4S2mlgd7/sWJSmiLlray+q88XMHfUzyV2DS"
            "EXLXY7Bd5MWNS5b0lAVsM9BPunPC4xkS1pqcVS533kUvTXiuqDr+MXa4VNi7kqdL"
            "TAtnBNvxfL3r4jpVaMzyc2s3VQg2coLnWPicR3pLIRU8wNcuKCNuVU85aQSSBHyb"
            "Y2hP5QdvPVLgqxoEHcl5ESQ9lpVttFmZ9n7YWBRS3wAAAQhBzUzeDF467zHdl1ff"
            "2/v1Y+NyllB9tyyDeBIARCxkkzAx8pMtjm63Tz2jsaFsWeg5RS4H8zpG8zQSiZ96"
            "iNrkVJDqmBbNslZU+Jd3RT9ZUIMBHOyysfct2WXCBtfcrO15usS0nRmrGVH8x8DM"
            "x/oW8xPyzBUKlBoNkMzJkmJR6g8YAyMJ9hryT0TslV7aLZh8wQFfwITbiCyHc9SH"
            "eGRE45Y8fusE4mFvsEx/uEsCVlZiv+TsvMdOfoERemJNsvEBP+wGc8z7fOW8hqgv"
            "r6ZVHsHfSMSl7kCEWVo/D474aktNuh5gHhwEz2XkCPYIA2vXGWqo81TmlLQxEnrs"
            "A/An0DBelnt6DDIAAAGMQcbr3BAw8EI3hBAJqzumvUPqKVtpnHYj3BZP9+JklAMs"
            "Wz3clB+vCWi9JWC7uDlF1QILhUPpA/2E3fzMbcEUtXfs0YA2QlTO5fuRLFFxBZ47"
            "XuzXlc/tbXQ6YaJlM4jx8Ne4jMYGNCrV1SJ+sbwjG+mc8Ja0oxoAa+bVNpfO5RyD"
            "p1DjeTPnHWR6g0pyXw4hXLfr9cY9Y9JPb6g5+Q4QFclR8MjFwsvGRL0uSqr4w20w"
            "jcTkRZhrVO8d2wR9L64W0gDBEs1lPOfRKQRbFXh7yt2gWJOPNewKdw/pxbK9Kx41"
            "DM87TNb0dLOpVpj18jgNmoR7RbHFs3byKK73e0aqZoNL+jECSDHxiZdyV2ESOxDm"
            "S2bjPZo861z4D1CxQbGv77iqRLWxqDPcrc0SwX0Asl/mZ/fgsbjBFzphKi/ciK4g"
            "xac1JBYjvh4GsURkRNEJ7XI2IOmgOuT2MShnip26JIRacXI3HWt4s3gcpiXj21Yw"
            "Meps0oHpGQQzzVz5dAh/ob+hWE8nBVqhu8Gz",
        .plain =
            "AAABm0GaUPCGTKYfTSU+bFHFjsvxY0ZmD2g1uvHMRcUHz0yGhUevL3SJUj1uDYhz"
            "fX/KTmTIekkPgjf8SbhtqGN2kl8KNpPCl7ZbUH5BKf5ub+Vn3GntUKS6Qa6kEg/V"
            "qua51vfhj9tRVzNpAhFpABhsybXrIZm3qPkhIVn1LQVvAUcbUIVjZqV4TvUvuuK9"
            "nD1gY6epa7wgreburpqQXIGqAZKeXN/iIpTV/a0Dit+JH+W0vb0dCcv6XzSqdJV/"
            "rv4SNhH7naVXXnXX95R88hOS8U/96gyCramhAbVrbT7b1DSn1fEjqc2vtOtseFKr"
            "INVo1kz6Vf/sZMha1ZfrQx/59+NYAK+QPztSaVL14TffQl+o9TtDWn5fqLTplPmz"
            "h2pl5MwMkCXnlRjQ1EgAGDLyU177K1UJqFAVwrBoG0G2oEzIw0aMiqJ8iUlYdosC"
            "ZnB185MVupgajAawAmKb5EsPvYdA2wEinU0zWDf9eF5kQyv8PdmflrXtPYT5MmfQ"
            "PmOSvntKXZEa+PbcAWcGgrgAYWTRRygAugmu5SSgLgAAAQhBBKaUPCGTKYf/uA19"
            "msmqzlA8R4GoklXTj+lMxfJS98Z1O6MxR1fNJgJ4Z5DrZwHoHr9vSZW2dwx0XTIL"
            "MHIiHlMNrtVPFKio9CP1z3kZ7scx/naQacfit0phWqs8/4rWy/qPXydC7UfQGQNO"
            "Ct9fHk+0rffgRoEwUYDtcDU3sI3bc1L/0y+ZpuSpvFgHeacqUjHo6F8R+Xl1t/pr"
            "YgNdpq+tkCpShoOewpsqWdT4xAkl2hXdj9XC0HKlLPHaqyjNB2sq2slZA2ksmd8t"
            "4q1nw0YeaVMge+C/2m2StvIqAttJo1EziJiCoHMXc0KjAG/SVC2xVylQ6ukPKpEh"
            "UqKK2jMgyS1XvcAAAAGMQQJJpQ8IZMph/6oEFAydutR0Wie9PY9VglEwFZO5w05Q"
            "yOlFQAibd4MVorrqT3+bSSEcyZWzzX1EHf3MkdljiXu2JaKLOkxN6JzsqHMZZe1C"
            "cUWtUSElyqDROoWnJIWax+l3wTovPzn6SziHfe2VbbQOvWuPt676Bh7J50vqGbYb"
            "N4Rsz/zbtlJkwDZYkyr8RwGaGEBpVPGoXRHCOaZRhU797tig8pfqR1qpeU7XeBXG"
            "f3TGCqEFfWEkEUPPaBU49c3KUPgW4W447CwO1JpT8/HpvDZLc9ri2KRJZn1T4X5V"
            "50GI2DM/Sy2rC5Tb/Wy7YuTL2yLxfp8YplBdDegaF1xQMrhxavdF0tJ4/KscOTET"
            "Y8L3PGIHS/uv49shz94/aBNRi5KFRvnHk8iK4TXEzEUTKD85MY6avpfAXPx7Qqd6"
            "T0qFUTQYdKSeZOjMdiiLkk4qyJnyMfLpwyCTnF53GUAOs3TiNcQGV3XT7t6mS4Gy"
            "GDaqvxlVDZ96+1V69Xjjt97B60yJC68H0Ung",
    },
    {
        .iv = 0x0000000000000009,
        .size = 520, .run_count = 3,
        .runs = {
            { 5, 142 },
            { 5, 123 },
            { 5, 240 },
        },
        .cipher =
            "AAAAjwGkW0tMV0yW/lMLrhRtv3H4ULDyJkaiAOqn0Jk7QUDFo9PdEBvE7yQW6pKC"
            "uVPCKbAy6l5cTqOY29rCbBSbPaKIkPy4znqDZK7L/RDdfBGRA7yHndLQYoVFKx41"
            "G0Kr1JsUG5Gv2wbSXksee+W26dqXyYsSLopz8LTogql5wkUyEAIElO/Pb9LnBaV7"
            "U0/aAAAAfAFqJYAj2ugvaOAuW12O2fSLCYKrZTtdKksubMUAwZabEtrpTDE4j1pM"
            "kJICBT6/nVxsfynMTKTSbpYReLaMfpZJF3y+xTU5zit0jL9R5lusYkOdUh8VjRjH"
            "Ibv7/ZlpPK8ZAp/k0ab10Abi2kukO4JPuqyyL+MH6WygvlkAAADxAbC2bzVjRRRJ"
            "oFgeH+r6G3xONTfseYnHGzLNaL26sMWfA8O4sO1T5Akbixs4/iJcZPwEavJ1znuA"
            "sYh4HmDFqXH0a65wfONRZJ9NyQOMhHsp0OmfyVHKL3RxjeIjapgLp6mwhvyjhAjl"
            "mhuXtf0fgf4ZjUKdpiooQlLav6L4FLEEhhny2uLRqAU2z3lQt3oVbt6XMLM86fdd"
            "w4eTqJkTYR3ZBotVWV2gIQbc8hOk1oxmpj4495re0WZ9lLWJD1KgSL+PsROHhT4t"
            "Kv8+4txSkr2kiRoG9QRGKP/MddkXSG+nhSM3lkcp+QLFCO6pXhRz3w==",
        .plain =
            "AAAAjwGebaknsJa2f8qnvLaxwdHImHatanf6XpPMtzNCmXXJSnvd/kUFkMOpjpzd"
            "YoMIn312ZSqz/3E3qA6PqK7/T5eL6pGQPtTeN2MbvREzR8S99zVCs4Gw+xdV1Kb8"
            "j18QWPlxQzgT2u9WRu9c+vMZD4UPaXIWUNPVKXph+gS/3MieFp9qcqAC0i8Vh7CA"
            "Y3i/AAAAfAEEp5tqSf/nYMNDNmZGde0/7WPXUrNlVzyDz+/RbDA6t5+L1i6uu+/t"
            "OZqtFS+PtaD+BsknosIkjbuwNjEvalvGZelaKit+QYICrwFrtp4NbyCzicWXLIse"
            "C99y96q/7D+dK/83k5RQUJQOfHDCrci24gHt4wDwv7NwvBAAAADxAQJJ5tqSf996"
            "4kCED6hRGkSiOWAAJQggpjj6zzAyckat5xVdEPvqsZN5X6xEPmWmzy3yC+/dbAIm"
            "oTM9//7zS1H/0orZiSAzTAtofA1EWOXexnMty4u+rWoJtcf/7jpL3CZvw8BJ2FEV"
            "2/f1Gz+Wv4qlHVJudIz1duuLOkZV1aejyX4OdcSxrz9i37cyfEfr0WcSY0h5dqhI"
            "1piYvZ1teCRkE8uNYzedPS35HozLRTyH9071FV3UzIWmHyyJeDWmW1Q1Hvbj/khQ"
            "aLoTK6ZItXGKLyd1Sxb3DdXYtVNniDXd1uSrO5ve7LXP9R645AuVIA==",
    },
};

#endif /* CPGPU_CENC_H */
