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
    uint64_t iv;                /* upper half; the lower one starts at 0 */
    size_t size, run_count;
    struct cpgpu_subsample runs[CENC_RUNS_MAX];
    const char *cipher, *plain; /* in base64 */
} CencSample;

static const uint8_t cenc_key[16] = {
    0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47,
    0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f,
};

static const CencSample cenc_samples[] = {
    { .iv = 0x0000000000000000, .size = 2720, .run_count = 4,
      .runs = { { 5, 644 }, { 5, 1143 }, { 5, 521 }, { 5, 392 } },
      .cipher =
    "AAAChQYdZqnLQe03Ptv8j6CvxnXunC3/vu/nX/MlRlz0EpcGB98gNOe8OxVS8Sn2ysMFRhA2"
    "/7Or4WyBR8GnEfI9pExInOLYZjC3Kffhgrvudz6+mEYpBNRLLfY4+XiYvh+ghaikZpDjr/nd"
    "onh71CzVf+yVoHSJwIY59X8g8a531/DW3d5ab+BHpN8TTbBfE1RI9k+E7mrV5LBcq0hUoroW"
    "a9CdAIfGZddkvi0/8YcYCI6zm0AL4OVRzZKFOQwWjh/vd7Lrbrf6IkbBX+e4S8OMllIeoi8t"
    "C7YmNlWxR+bD2ZguMWqGAjlc04hafBcDPJq/Rd4TIt++FbzbMsQIZU33jM8P+GG/T9Yf77iV"
    "T2RsBJcreqKiTHTmiBRFLiCHyi5/qKGiqAGwMjqZ0unE9l3Y0Hd8m2WylH1g+GLSP9wtQ/AN"
    "9cRxACoLulMbl0LGRiJnAi84KoN02Ph+7F2c48Z5NI2+yO1MytyVI7rThXtsoescJ5AtcBqT"
    "btima+xQJlfqy1/Yx9lIdor+z0duHnrdx+kXyL7K8Dof4wa6NuwSW71gTPv8DZH/gPFCEoaD"
    "g0RQQKkoJuzUriDC/Y0OEI8RyWvnsPNgoRsYG4SnjaX1TwSidcrVxS5zSqag6zfM/Voumuwb"
    "ZxWM0dOpXVW/z1WTQ93bv8IIWrTbSwjwhtpUN1LVaSuj0z5egYGCuHDifAZ94zOXk8EPoYR0"
    "aa/ij/c/RXiWYOZoWXtx3U1FlFfTMPdJ8cIjf8NQ6q8HaDGMFJn7Z5E/DwE8aURc3Djyi/QA"
    "BWhU3TyPXBiqxkj6Q691D1oGOI6x8rUzugItR4HQy4JIUmYyVOMw1HZ95KvZo2fPzt83cgfo"
    "IAAABHhlRcuRGRFTJbLD/5pE5FVyuiw5fPU7KANQ5FvEu94NFy157M8GrRc22oD6TmdavPL+"
    "n/kmiHfCVua1ufRBbLmigaygPsGTKk7rWVEzRHiqRPSIeyhDaL9et1Urqe/UBWsYAlPNf5uw"
    "l/thOwsjqLTwkL73pfGCEdGo/VB4HXY33h4Per9zoQND5HDsz/wex3VnTJSOE5kUTpfzZROt"
    "rjAFBVIeOOgzEQgW5cWMoRDgcsuXGVUgiy2XqVuRfQ1tyL2D5SoeNKeTvuWYCfNwmfsP2x0o"
    "m7izM2y5+Bplt+tcSmns3pDRFdV65D9akXvy8+AwvNpBEFztThVjby2Aq0+aSkbIjAlOZxdM"
    "jJljCHnvq8cB29hVuTDzoDYuSBknKN4/aJVT2y09GD/Qzt+JqpqDMHBN04RmXKcn2jsFQCLJ"
    "YoxYaLJCIi2+IraZHkeOd3v0nJgn5meHtJUu+KANNTw7XfqwS5DQGfqBR+Q6QMralgWj+53d"
    "WZRb6ISp+SQhizX/eXNsnba6VRS9EBjI7oY5fOOwZ8BGJ/3yjRdQBw8fhfNUrsL9Ly6cwLvK"
    "JSwP4SdWYB+AJ5DmKK8m8idcWmUlaOcb8+nvgqsn+QlvoqBCtoxWD2wrlN2zy/5WxN3HpeIM"
    "zyjv/DKBIZinQdZ/JYOypN5sGpKRJRyZml732Q5Gl1GLD0QeTXhMF/Kzro835Y/qymIq0EzF"
    "Jc/Zi1QYZ9ySVQQfXPLgtbXuZlGZ3JUTZksuGqxPOlhFdOXlVjLI2kiDlm1dw9J402di+aGr"
    "sgpv3Cdao/Us5hCFoIgorwuVgWHY0NQNiCqAt76j29GVsEAAkIubQ1yXE4d9yahUagE5FCp3"
    "5EJMUi26DsFxvNQ9yDVRMuTJMDDOOtOmswz6yX4LX1fotlzo0kOQg8hVGTPRFuDNFLtmbR2F"
    "k/eeC7MocVD6B/mzSLA+Zma2+HIa/uzWNjt7AUtJS8m+WTDRrFTXD+ah1C0wf1qmAjW6o7RO"
    "YHvevexPCMEQIMn6yOl4FdWW7vlnr+P4yVzEMQdIhus8kk6E/NdQ0YifdKVdC+bJwT6IWKCC"
    "itIIWwjW+dtMSrAV7uBAUFupM4ZOnnZZMcQ0Y27W7YJkcPLnnPs1dpYEj7/ucolvWVHZJZUi"
    "oS+jjEgyUyJM4W7B4cY1igp5sz9zUMif0odNHgKfjqWlC34syYxGuYSUKAIibjduPPy4MOoK"
    "3crJHhByxfZQuQz38/h3lGG316Nnl+sOC7EZv5s/ipcJ0ug9cjTbva+h8AQj2Vz84Ng1XYEg"
    "9L+HbMOUKFi1wSn8o1M4TCj/TYPFChMexZFmsXf6UtgbTs7xsxXU11JFN9fht2k3X7ZmAhon"
    "5ODnaHzHCrF11LXapqWc9aUy9jwL4QjhNROfJO4lALtcYb9Wtho4UuhUr3mOKjdcZJHJNVnn"
    "VF4HtDykfNStyXS/m8CaO57U0f5Y16xrJzYnQe/BnYkeUFPRN3efoe/oQcSnkrm84jlPhPE5"
    "nRsFkjdKI5XlPMJqfj4KAAACCmWgBpZLGw7Wz8uIeI97pXRMsTuxjz6LdPlbpMUOm0DsETtD"
    "WNEvuzolb59YuIS/N+A8vp9gE3OhGWTA8svUNyAgpyn/7u+nZfc67kxH/7VzymutSbGyYdbo"
    "va7CLjqkzlw5l13zeBB/5OCs9leBDJ3eA7SkvFDUk8VToJ+GjDftpAKG5UiVXQLmKYqaba5M"
    "pfG8shwtFYiTs0o0IJu30Dtur+BNRDMO66Ex9fRpeRIHbYqDWzrtnXVLg8VxYL6cdoNbb0SJ"
    "VnnIsf97qc5klBlvbkE71DwLt0q87kCcDM6O4xk8Tvlti9PD8cclejTz4gw0+HC2aUhP+VB/"
    "sVb1AIhnGxyyoJb9LNLs3fJuLEy+8qqeItravHxzqKfuQF3O9Ao3IduCoicwaU5/lWz2GKj8"
    "JFlTD+CsMmou1wv1wRLXuOBl1bnmre0UEDFR6WyHxhVYa2ZrcG4Dn591aMYY6jn2qi4Utjxx"
    "PsG5s0ZOurwz7hrVlNzph9t/tAUW+xd87HC7hdgPpzVDzXmQJvW8JTe01vkS7nbwcxEpNAl9"
    "vQqW+EcdWjhcxetMpRxNI6cPTpy2VW7ebkGPgCTISnwCMs8K48SoUHyRrh3NGXR4M7NaloDA"
    "YvFwUF2QuYLXoKdMI4zf/ZvkeRGCoIro9QGJW05UGO0BtW1etmd9LF3rfpnbWMO8gC0pSwuy"
    "IwAAAYll6j1ZGVRYCdajlvoxxscQ+QO+X/Ng956luz+IRmFbC9co0Ds9rLogBIZIdSwWCRZp"
    "bpcxxjIxVIwy6dfDdQt5nYZlAmgHEFZCriRYo34ZZHL1hJ2kxY1oFO9OsvvAS3olxtYrGv3i"
    "+dAT1oSVfkupGOb2XVzXdbna9bUVLRSNdl6JpvJVjJUdVaOHZpbYKGNZbT2OT6HAEtuLCd19"
    "RtkrAEsn6SHb/YTfETYditxCTlEtr5akpmbURfcv1XR7CUv0a8upZcIrAdS85+EHFgHjTk/B"
    "LzsAeYTP/dQ2ORPgy/lm5rZcKvqMs0E2HtF95KUlf16Mvygg8ohdoaVZ/KMjgTg7d2KUmTsi"
    "zcv8WfBPhB6xCfaME41TWep5ha3ppLsj9W7T+8udgeWNYlF28k6OlHooaHCIFZezwe4WWa8y"
    "2W1lilatXdpLCkGnm2MaGFJkKximiIC2UZrTwfNQRmydGlO9kztW75tyL61Oi+eEZLGedqay"
    "YXe6gsNs2Bjm+QNw4Id/b5J9Gx4=",
      .plain =
    "AAAChQYF//+B3EXpvebZSLeWLNgg2SPu73gyNjQgLSBjb3JlIDE2NCByMzA5NSBiYWVlNDAw"
    "IC0gSC4yNjQvTVBFRy00IEFWQyBjb2RlYyAtIENvcHlsZWZ0IDIwMDMtMjAyMiAtIGh0dHA6"
    "Ly93d3cudmlkZW9sYW4ub3JnL3gyNjQuaHRtbCAtIG9wdGlvbnM6IGNhYmFjPTEgcmVmPTMg"
    "ZGVibG9jaz0xOjA6MCBhbmFseXNlPTB4MzoweDExMyBtZT1oZXggc3VibWU9NyBwc3k9MSBw"
    "c3lfcmQ9MS4wMDowLjAwIG1peGVkX3JlZj0xIG1lX3JhbmdlPTE2IGNocm9tYV9tZT0xIHRy"
    "ZWxsaXM9MSA4eDhkY3Q9MSBjcW09MCBkZWFkem9uZT0yMSwxMSBmYXN0X3Bza2lwPTEgY2hy"
    "b21hX3FwX29mZnNldD0tMiB0aHJlYWRzPTEgbG9va2FoZWFkX3RocmVhZHM9MSBzbGljZWRf"
    "dGhyZWFkcz0wIHNsaWNlcz0zIG5yPTAgZGVjaW1hdGU9MSBpbnRlcmxhY2VkPTAgYmx1cmF5"
    "X2NvbXBhdD0wIGNvbnN0cmFpbmVkX2ludHJhPTAgYmZyYW1lcz0xIGJfcHlyYW1pZD0wIGJf"
    "YWRhcHQ9MSBiX2JpYXM9MCBkaXJlY3Q9MSB3ZWlnaHRiPTEgb3Blbl9nb3A9MCB3ZWlnaHRw"
    "PTIga2V5aW50PTUga2V5aW50X21pbj0xIHNjZW5lY3V0PTQwIGludHJhX3JlZnJlc2g9MCBy"
    "Yz1jcXAgbWJ0cmVlPTAgcXA9MzcgaXBfcmF0aW89MS40MCBwYl9yYXRpbz0xLjMwIGFxPTAA"
    "gAAABHhliIQD/9pbuowSHLa9a7G/RQi9o0p2lITMZ53aPm/kEgv9AWPW/31T7FVlMT4cVz5Z"
    "urJcMvv15JfQrs6TGRFanX88YUE4uq2RtfkooLFHl3KUYm3kFkX/+Q+6vdPjijzQlq899Zm/"
    "lKBjn/TqAjO1qOBUTQXkHF66NCVHUpwhoE4JxBTXmQYQY/pm92m9AZnWIiM9tVmUkknaPuHb"
    "qiz7gGNQpLKpNzf8Z4BvTVmiXWNsTrIGExNrcUxC8NaBZdGIU9H630jhfGomrosv9heDWoQ2"
    "mn/XAB9trrsxB8wIEDEU10rCfXJOH9sgijeabaD0uSlbG5C08tHcNn+quALPvpzQsStjXhc7"
    "/NqZfovNmzD/xX7CoxK6aZWbMRE3ksL6EU82FunDSE6Pjm/QlFZkPafItb8MFOcl5vSD9nJd"
    "ECKtoqr+LGbCzYV7Pc05+CdLpFkCCuzn7/5H79syID53eEPUy9SIwKgXzrAETYeZsoX2LP4D"
    "5zIxyUOvMqQxBtYLTICJDU3gaxN2pjG0W3EQt60wvb5LVELR/MXrzWZZagkZS1arHKP0rsC8"
    "4E8aY5aFj//uc7z4gD8sspWjDs5UtM7i6dyaux5OBJrvXh3sWWjT7tU/Q3mv8apHSkf3ThIC"
    "H3eUWly6YUk7s7AAgvZ18zKVJzNiKBWnu1Y1076msZKmUEfjiglJoX4tZhKnoC9BLnztxoim"
    "H+8c6qUwIqr794gz7semFwVA/AWcg318V0J1BWp3FZ2+FTUxMe+gW/yTeKjZwQo5XWdy9o2W"
    "/kGL5Y1a6lWWOClYOa3rdKtugGYw/ICn+u4CreSAjHMvgNzrlW7K25dxriJEJfB+TfdHP4SW"
    "2HI0p9TTVyf7kCUmsqAWub04bU7iPNO5tmDJW5bRjhPDblFe2T8nf1BlnAtbjFGjTbbSJu9R"
    "i0GSpxCRCgcfyMmzLMwMqZhzbufeAd/rK+nVGKQWwBhwfkPMWId2AMPBxkkSi0GeXm2OwKej"
    "KPN5K+uidr+i52eVjSc8T9nDaTbWOYHSmNBWqEAi7xZCUyTNJbojKCCU3eAJKH19Dw3ohyIg"
    "/R8rqqjGWeF1C38IRNvNH+Q8g/wb9Dn/hzJC5aKkgsJGiU1Al3vpTD+tdKXedZl3nvWKIkwY"
    "V8T5COuk5YUAz81fMblz51ohcZ0Vmt1KLQhuQiiB8wAYDTaltwAYxAdR9uav0jdUGynwmB9s"
    "qbFt1RhNihslIyIgXSeg2fNVSgMJt2WHt0DyaAyUPY9zbO2bhvnusRrFTc+Nsm88B9yjqREb"
    "3GxSuWvB4rdINu084I0M5Bc45ZMP4s3sarazp/xuqH7YcjdPXop43PWE4ZK3ZmBV7+FJYo92"
    "pUUdixVFPqtJ9hJtHh5fuUdlIkoq+dKERQVNFAxvVR9zPtS60yfG4LD0/qif9UFgdv3lw4Ng"
    "/nmyNx6Ev3lZxcYLgX8STJD3+GF2rFZu/Wx/aA3PVGcdCoV4/QuPaX9V74Zgz5ckix7MPZiS"
    "vmP2m4MXCfQUMdvGlrktAAACCmUEoiEA/wtuR/+6pNBHk7JUnUrIH9XvAICNymqcVdYz/9h3"
    "a95pwglw2idSs8Afc7//7H1KkEr0fmH/7MhDRXLWJPNP2VhgCxibn1JY4z2F8bPywlOdWWRv"
    "bbCzC6hVd0tMTMDMWNv2+/0hj3krqz6CErW2vcnvELl4sXzvvI/XtBAVaxrwdM0zskutK5UF"
    "Pr/R9oAoCqKIx9ZL+KWCuMgpkmfjcheG8DyOM1SSCsobbOJImnkv+3Gtu3vej09c3sP3Y5mf"
    "pQWJWfSOfKOy5Vwv53d4F67qL8QwxCnHux7wmI/oqxYMdJ8aZZLwAavOfOTM4rBbHwHXRwJN"
    "CvpkHYdhac62ORm7K5LuDDGf6r9SipeiOsvLoqr/QsmkorO++At/J0tIIAPjJU7pBVq2qvlJ"
    "yuAsTksuj9Vt4GKt851NNDXrbCm/qas/xWVv/R9zRDtuEkn2EZ9FN5JOZTiwouy4uwPHZYRb"
    "2AJP4RDXbZnCQ94F/krmi3pDkmyNeFy9scujMZW2TFc8slmjMc3LRrynEpVLxGkCBcvmBJN8"
    "L9RX5wRbKNCa5GAkNqUNWyuxkfkozARijVaHI6BmGYTjrry/aAKqYAGx7dT3f8DHGKYGF1+v"
    "B86hYgoKHD4vGVuVds1781HpuKiVB0Cub/6pIUQooMi/vwxYuGzM2usnJAYOPEQSextSnhgp"
    "kQAAAYllAkiIQD8Lbkf/uqTQR5OyWuKKvD/5/DCF+uW0xPnAKI3KProCM+NeuYrC+bEnzA47"
    "P9k82q0VYl1Fz/P5f0kkRTKdTVG8BrcdkbKj+o9KiX4i0gdZK7ySO31mTEYGQXQ/P8dKK0ZF"
    "3vbTya+lBBMPurQky0hDdrTowWr+Ku5Mdq0BhoUnSs1lkAbrQ9v/JDVub6jDMzaZL4Eh1rkK"
    "wvxWBiyMk1JGFfuCFkiB2V59PBADObGg5qbijZChidTuoF4seuB1k02IX8gGbNf8hdJ91GM2"
    "tQJ/3VgZmwUzDr1gJyCS/dOUKK37z4D/UynX9LjhW1loLoeznXGIjWWqX1qMnbiDqCEOJQO5"
    "LPWHt7ZI4UBiYpnywRlupjyijW+eBaSqLDQ9AIvMwYxJ0lU+5HU0La38dPq2/0iFuGACsFDt"
    "+NQJpdJXr0T+rBl2nCSfGOV92vrad3utIRKW5w5ThVeF0lV0tCQGJe+hL2gPSV3rpmWVeCOb"
    "CuJ9IVstD3uUfW1TANE4EUdn5p0=" },
    { .iv = 0x0000000000000001, .size = 552, .run_count = 3,
      .runs = { { 5, 259 }, { 5, 132 }, { 5, 146 } },
      .cipher =
    "AAABBEFq9sJbw9By6RitLdpfY6tsbfMgxauiovnY2QsT3dZ6uG98tUNEsIv1qS2tZURE/7si"
    "8E9cCf7Wl0LDCDatLSY7x/s5cAAb0ISNNF0/VBUwyeVBNnaLi+Jioa65rBjm9V5rTRIkyvMh"
    "VdCyqIkvysfHf07218M6etyOx8kBPULCYeZaRegt/qSVVY9kjNeQcui6fegRmu8QYp0ndfKf"
    "WcgPswdIVzFBvbl1+4Dqq2axLG1cJKvtz+z0OkbhYfHaVXtIpMAW8BsAdqqxrVyGFop7MEG1"
    "f8+M9fNW338OT+XOhyB0evhpKPFclLmgxa+PT5BNMnN8ipK6k+nK1AZ3nIE4TOZjAAAAhUFz"
    "NaWhuaDZocfUfJZlRCQsAHq74j2SR+P9ZUUODjJFUQ+RyZhmw1uFN4snSkPi7g8kBVHAl8rc"
    "7c2KyYJcfu6ifu1JeZtL0yeW9xVOj8i1Hzzx1CkN/otcdbDlNfnbDN+xzqmeCDkdEQIcWiQB"
    "WGuzCsG4CSgiiz+4qhmwCgbVhFbxMUkAAACTQVRyk7v6blnF/+O5vdH89VITIy0ggivlWYNs"
    "exD3FdOUK5gbFF7yB1COIdLIMkkEqjdEUptGv99j3/X7oAZgndTKO+4LQj8I+NDqd6ciO4Pk"
    "Vo/omn73vc2AOeifTe+rmUP35NFdC4FW5urtwQ3q5sML0TmSwpkP+o/YmROFIaEBHxV6Frfz"
    "MEZbR+7nu/UwEpxx",
      .plain =
    "AAABBEGaKbH/28/xXuKkt1tI6YUv/mSENOLtxeNT/FLY1F2I9ZOSD3MawCw5n/R92yLf+nFv"
    "tsbVG2rXJgUCZg32LhWT/UTzVK4mi0FIqxyMeDNqPKc2GXTjjJT53vRDhGBHUOCxWVn6AUJ9"
    "g+t6Qmj8NI1mPSO/IQcojrFO1FO0aFNAhBYgkMtIboHJWo5fHMf7tnS3Appkp3JNbcTanHB0"
    "zDURyxTHdlax91nO51eOMq8HU77Khd+lDWkLa6u0BT9vgtuzj4+PEcukqn8XquuYK+PmCXQz"
    "91/N3pRwfG/M0m1E1EULAXU9eNwGk0tGZZVGKLS9ykr5Y56L7HHweYAC4X2pHmXvAAAAhUEE"
    "popsf33Kz3yIaP1HG+WAnV4rxXF+Y5cmODmPKrk+hdD3XiVOBD6HJMB9vL6wdQv7e36y4ed6"
    "ZpfXOcSu36Jz9h3xW/2PoRXtj1jMN+OW6K6uG8f0ULpNZqHqpM54iL0EJYu/Itvuo7Px6WYR"
    "/ATeAdbIoMmM5NwO0c7H/K2WHMkg0vYAAACTQQJJopsfp00D20ySN9muIXyDa11wY1g2gsP4"
    "pXWXUws8rULjGEPcL1nbIdFWQljj+JT24zjWRI1T7LLeJwiWv//iv0NsPdS+4p4hqBGrlBc1"
    "8mY3ePKoxlw8kSkfEDTVTwoutR4giyi8uN7DMC2A8T9kiXrtTRueTGhNWiWz0atWTTfpv81r"
    "RG6nOOgl2Xnl6Y7A" },
    { .iv = 0x0000000000000002, .size = 293, .run_count = 3,
      .runs = { { 5, 125 }, { 5, 45 }, { 5, 108 } },
      .cipher =
    "AAAAfgFIQb1Ak+hTt0aB9KCW65LI5e9fz01qkN1PE1YVhJc32mcG7+6+L4o/E63xRlwJx7L/"
    "Fk5Eyu+MpwtjXI8oF6xM2Wee+orwI25QckEHRKOg2oMP3rbn5qNstbKsEGHlRM4WbDyfJ3ll"
    "wuGkoopK8mrV6wJReM81TYQ+m3QSogAAAC4Bl/Ne9R2wS/2APTA97358k31pQ4LN302jCV/P"
    "H2ut5yqCnVfDW9x5aAhs8ptKAAAAbQEIhGZG9kZvyYikMcSrWTAo+Zz5bBmCmWaATDkfYlrD"
    "4Blx9k8zJGgBThbyg9eBBaqfwhjmXpTD78tYPxPUxEwr5TYIva1fslWJzcE1HKYflG1bv6U6"
    "es77u6FMWU4D5zpfds2/NiL/gZTad5w=",
      .plain =
    "AAAAfgGeReSf85Rjkf/9wYhbbtvkj9tiVqc/5FXtn2NO2YbUG6vQ7ONR08u3aAlUiI40gNsE"
    "k9SCOb/7AWzloW0LqNx4EQBN16k7mQr+6ulCn4gzenSpERhKg3o1gL1ZpszYPglN23TAz4r6"
    "NBV3gawkKFeD+dD0jhxXqeLOsGaCcQAAAC4BBKeReSfKCXhVaGujr/O+XXbGQkz3SwKNHZ89"
    "76Zfc0NrXRAbaaje69A5ItGhAAAAbQECSeReSf/kdV66CkloOg7ZXkKNlEJMCZTKL/AeyXKV"
    "XbJVM0gV4dpeNv7/8EPsFs/5pi5XR0Q05liAvPKiV/f3q8xNO79bv/9XTve5XuNiZZ7VCCl/"
    "n6dCIetQkk06JG2lCrB6Di3/sOdlnUE=" },
    { .iv = 0x0000000000000003, .size = 559, .run_count = 3,
      .runs = { { 5, 294 }, { 5, 118 }, { 5, 132 } },
      .cipher =
    "AAABJ0H9hVHVIQPO2A1egzaVI10GA9Vkg5Oll7g1wAXWW9YlF8ZW3wHvK3qMxMzyzzuFofvN"
    "R6PXeP3EAMqSgL0nJAmZT1UvGDXKs1p0UGU9aL4oNfm3yKpW6W3eVwlk4ztSludueiRRUDVe"
    "h6fYowIwoKXPTShojFRB8VPptMXnybKL1fHOKKLza2okzjiiTK29WskrneqNvcyu78ZJLvee"
    "hdy9hv0Z7BeD7xrWU2K3YvcYS1eXcEmr2WZYzFQiCTieDXmIz00fuatAJtr048+k9yumdshf"
    "Q7T3UPVdFE5NBV4vqyxlmUZJ8ySJr6A17xv3iYuenjn7gkkTmg6uWpPNH14DHWxnf+mJoCtj"
    "d7xFSWmKrCip5mYReIkz/Q/zk3MFkmaQH7ne5i4AAAB3QT9tOBuRazjD+E1F9c87G7VQZh9i"
    "x+g/8Hq2vjwdaWz1Xj1K2Z9TsQFp1D8a8ZXsiDC32dG4O11cYqMfBvwjv8JQlinr84cce7NM"
    "2K10ZB4TUwNChtIr6DppWb8RUhjfV6wyWy0miBvpxCoeMAm6Tn5bSaZ5PRAAAACFQbY+2oDn"
    "OmM1g3Kk55Qa/7HF87grirxPvrQOSi7Vr8NX3+GhVcI8yjVqFfP/BB8/ylj5vONPsNuColXx"
    "/8Pry20vWZdv21Ah1p7OtB7dcerQpqp70fDgL4/NQAP8uVj3J8qnPUMSwvpiDHIrFWsMqDcj"
    "Hj+KmZntT01Mrfx4DvzhXsB9kw==",
      .plain =
    "AAABJ0GaUPCGTKYf28HlGVvmkhpY+F35pI8ekheSH1WPFQdMoXh8kexxzBRGkIxYJPNnn3GY"
    "u6FSpfTfSV8+LSTjMUP4f3DGv/F0wyLIbtnUH8kHbS+oYXU7LDRmaCtHHaoEL9DpyTXeREgN"
    "hJcgFaJwt7DeOu2IBnrpZ2kDbRwgEwba6rvEX9Z6KpZpSq9DYNUrmaIuUYdJQkyVR2dWEcU0"
    "9Hat7DWJQRys/m+DEtjra1RR73+LFs/H8pE5VjSOAQof8XflQrZWVZCcd8JKe0iIWMeQD9vU"
    "aN8LfAbsjycHHFxiQcTmclmJzVB1ZLgynkEj8K9EHpqOGhfnJXbslE24s2aWxmOrvIR0SxP/"
    "/xB34d9vdbsDZtdZSMZHvS/qrRoTqFDK+QM+hfAAAAB3QQSmlDwhkymH/4McVzQ1ozFC0ZuW"
    "Ny8tJ7tUFFBICdHkCf6H6AZ6P8iB8fG4SR9ytNC+m8NDD/ci5y5JHp70ROzE9zUgGQ1sjv9K"
    "XdmjTv/90FPGczb9TfniDhKCl7OyhXO7C1UqcThgh8yX0IPQ5DsfL4bu4gEAAACFQQJJpQ8I"
    "ZMph/6ux59bba3gCY49hcA0zOdCmbl3PpLQrFFnRDVmg7HBy3k66Ga87/WOLJPpuEYf1cbAR"
    "QW3TavBVWz+MzY1DL40yh0orlX9DDD5z5reGk/DFY0kn5jJ1bBW2rWoSTit/h8k/5dUErsax"
    "sJtNgA/8Lx/3WvieTKSzk8jSTg==" },
    { .iv = 0x0000000000000004, .size = 282, .run_count = 3,
      .runs = { { 5, 116 }, { 5, 52 }, { 5, 99 } },
      .cipher =
    "AAAAdQGdc73ql5ahk35Q4g7Cv1DIwxgGg4ZGNzX0Ixv7edL2kvZtNoJo5FYsie5F8pe/d7Nj"
    "K9NjPoDooUHzIcyUBVwRtGKiZ1RF8UEYqKzvGgXg90SbvoFrq7FLfeYCqUoae5ngVzwq1JjJ"
    "oB5zUQ+DGADGHWSKCQAAADUBWLrMqs5zfSOON8DcoRAnebNSWdpkEkAwIrpR50AJ6VaewFp7"
    "/Vl/L2AhMfklDVNzip0JOgAAAGQB3vOwXkq9a4LlRiQKQqtdNCmuANG2pWs8GKdeEizUocAm"
    "amEEt6Vp0Q4e2PGkfCg52ZnAGoBaG2avfElIsPDxrDFeN8rMcHRhSy8vIOzUUTJwwyuMgaAZ"
    "mvS9SxS0J43Y1rA9",
      .plain =
    "AAAAdQGebakn8uPzm7hLx/9ipk4t9qk8l+hmas6trAdzYOr2s6c5Q51BW0Za76SwaqyTPFXT"
    "/s829T84hs7V3NapF8/bDUnavfcqbSz6akBd3LbTJzy4l8otO8R36IT0O1WPTMpnSIKaU+5O"
    "v+/2j6C2mAn3hDiOoQAAADUBBKebakn/yyPHX77PtVVamT4OObgAIlg2NP/FWc3SoY2AGyBC"
    "RPYczjQPVLR/isHALgA0wQAAAGQBAknm2pJ/5HP1e27SypQYy/W0AiZYSubyZrDX84yzmBnJ"
    "hn8FmiPbhMSJ9Ej+h/yXdbQNUv8oHfxfaScESydpgGvFu15///418YIn/4KDvgCRuC0WxVqX"
    "i8RlSlh3EzxOxYQ1" },
    { .iv = 0x0000000000000005, .size = 2256, .run_count = 3,
      .runs = { { 5, 1220 }, { 5, 542 }, { 5, 479 } },
      .cipher =
    "AAAExWVQa+9TaXuzWgxGy9godEB2WABC35wSIuV/dtssegLsonxhoBh2YxI9772ZsmnUY59I"
    "Jnx5CgF7CZc/UgGsEBpXpSTimvYFAJiirogCRnI5gFSGUbvExLRwbkqry/dW078O7YZSGKgp"
    "UzBOQSEuxtzHxWe14oRayApjhuAmWmum8wC6w1vK8h+sPFXXE9UR0d+u/sVv91ZnqXZRhNq1"
    "MT8nYONcgf53OqUKWRYtFZiSplAhm5Xrgvl5Qqih6XjMi0ArQ/yxouw0EfqKZ1457ZiSwdbn"
    "NW8duqPIOYwBgg5XgsFahcoLmSkdjtiCu6kZaljt/7z/36VsNqHePX5s4wxy6vWv8BpcFQ9d"
    "dEa6KMRdcsx+jpGY9Sqj5WcPB9jDrniOWZNnhdel+1BTsTkWyY587uv22Sjd/LUGKU42WbK0"
    "CRw6nE1IgZSCPpr55tbRex1hKRFKFw6c2QdKLJsq1ckORX2G1ysdlHxu/5r/tM9QGtXWK/hT"
    "ITQlp6FrVzyAT9Z4/bzuFHo7j/gtsli/SwZ5JfrWS4ABnodqQN8cIHiMHBQP8RjIXtX+sLen"
    "t2HGkGlFyqSVl/4nbgIzUrQgSGlvenhWC/vZDchlMzyJPH3T4Pu5JXr6RoavGAcI6hSlfVb8"
    "cLwhOJgyU3R0o+OfglhFM1z6z+2OBD6ww6Zu+wLXR3F3jJ+ZW/eL561tX0dtsK0i8o5ZTwUg"
    "61+eAyt1wwk0pwSbBuYjRXzT/FWm8EeXWPRy4DYpnT8mkROX8CwzM3GthYCSvaVS3j3UR+FA"
    "g5ixFWUbq45/ExlRVh2j9iF7AR5NQBEztA3QMvPW9/FNg6vcpPn3HhvPw/K6orulUvh9BEcW"
    "a723ZHipyKwtwxZTj2V6iMIRQ1yV3hAxoA10zyQhb7wAWVomZ2+vrHUl3gLFR4Fup1g14360"
    "+fEnXk/u0lu6rwyFrEl8laFUksdcGEBvdXV73k7sSWCcPvGqamw/yx7Xi3eL2nGz/r9QDe+4"
    "UasZI/icIatP9UCQ5tu5lrqQo8iUFe3c8mQfAh3Rdxj+vyhqYcPpbLrDuOpQ5h8kG+DnaoyT"
    "O0u32XsAfbQ3LXzvfik5U19LKk9OLwmDKh76LTC0acaUieHq7ksQp5nK5cRfg0AlkPhV5ROh"
    "zQHf87//F+HBhOsU3DyoKDhD9sa4F/cjNqyA8H250cAE+A3w2fiSuxYQBJi/wcikDqmhKVTx"
    "k9aDwbGAqEAYmnKzlzq9QGrif57du0MQAJ0M0GqzueR+an6Kw3a6fKzqIEN5CUbd93ZqtR+v"
    "tq6+hrAAlm8ODWwx+vfJR34CNsmm6HgSMovix4Z6umliuaIKVnEnJQrxrbkoZpoEb0p1CHk/"
    "1bFtAyXUn/5NefQ4WB2WgAIk/4P2bEMLZgmM04e5or27aEcnZhufVIGdknrcQEb8BDsHs/9d"
    "dAxdlq2ybhp6nqYnagLFxEQKY2LcDQuD0FPDr+Qm/teX2PrP6GT2lC7ZQKztdoT2qeR8/dHk"
    "Eo1tmZCtR0UCXPWWWO332IWqbzo/5hxZ5iyplzl6PtkqOKDHS7clVKeGzUMnH08/pk7F7haI"
    "LmA1HOOlKRQMFg5103ONLsLbQs3/29PR720Et+Y1Rg0rpUcLwAAAAh9lqUXSDwvs0OCz4eyx"
    "oGpaXntmDAWaCc7UU0Ht7zrWKtN8F7w0Y9OphD71O3QebTv79BZSKtPH0ZctbrcXR3pMs82i"
    "1YatE6zAYBYTC1NxmaFvP5komQaDLloYCUWKO0b0f05GQqZFxmUEcwE1MSm9MEk5EC6A6g5o"
    "YovdCNc9/3OEwFQ+ijb2zDiREIhJf6JY1H0MeZsnSPAPMQsHbKG6vpSYN+y11UkzVu1wC+L2"
    "drJjRBgmCgklz0oWfBwArlnxQbH3atdLC5QbtGBdfw4t1gCL7QaAX0LRX157Dbo1PiLpe8xC"
    "3nu79AGz5ZBN5hzX9eSrDLgGMydBH/UhC4rNOZ3w/feRj9nDFX5SSLCuIR6SOrau9k6Y754W"
    "U7ukoFARUFC/kybosT6JNW0gjWLPMmG6RO9mPf2eHSS2tPBKs00kWGcnogbJ7VfTvA6k+ZsC"
    "I/tCGNAMtJdZTwy8VYoLv8TxuxozTJwlOUBZ3GQizPguqSBtk0KY+lVTClVnBDKYnKi4I4OD"
    "OYM73PsHnV+hHhNoE1toINpLp0CYbGtLCJd6XlFq+LCUDo2WOShiZv7xb8vC6Id2cav6gzhI"
    "ptKH58VvXDFoA/57oyhLLiBku5qP8g6OqO7aEJMcp64KtQNE1HU0GDnj3UdM7iDyHTfeGRb6"
    "iRw/wwN1NFohIBNjXjH8Qf1I2dfXwzB28y94tO6YCEfc6jUyJfLasBEg5HMAAAHgZWnPUwwx"
    "9cwChq11XzTUSVuYjQtWxsHsQkOI48hOwmiCeySCa0QFVdrWhLZOb9hUt6jMYJmv9fJbt7u8"
    "6m3Cg7h3aBZW13IHu7W/0X8bES9hDZD71ZP8R88fOdKpJoWPBQ3KpO1R8LgVfYhlV4IF17CL"
    "CGtpioDvk6KcPMMK2e9VnbYtoHGEwFt4bHxpJaJwb1eXaPvPYP5Ph9YN8vgfffjpZ+CJizw6"
    "cCZW6SzATQjnLnoDRYj44LyxytJkSWHUDk+UVuvXHozwR6w4MVjL1CDM+2rBHpMAOghgQlKn"
    "Vhh/K0BXl2Tx308KfR5NehVs32APCHVce7su64r2n8lqvFaYfi2XhUKKVbQbK2po79Z+rCO4"
    "CCv/rTWoOyMZQkzCb8UK7nXdOigYlVx0Tv+w1tG9LVjkfvouv9V11uGraWdnjVu1liZ90wNH"
    "cb5gCsvI1ahkFvUMY5pZn9O91lhzmmp1iYaDi/wgFKhMVJi86Q5IJ1CXiXmjg64z+NuBFDY5"
    "nNTC9h5578NezNNyO3/IF7BbZNWUwWoMp+/wfjqVgpLamN6qXsL350MXHd8xypwu+OGMAV71"
    "wODGRxSNmj1OI3knJVqYfrvo58iajoHPiyACB/xNSNjp0OZgXAVFq3Ly",
      .plain =
    "AAAExWWIggD/2lu6jBIbrBJiLwZgpAncB+0gQ7SjACkUsnzBg2DAVwqHcHWEitxdN3CajlJz"
    "m3jCHBFNJaaLZFTyE/A1JOhQ+uvnOROpXrpRu1pepjo4f/na1D1XJI/GeF1J/7CBlMKqAkhp"
    "TGsuCk6sVR7qwxbSBr94JoUO0rZOY0PtTQKTkS8ejofg9fYU30GA6Zu+KNjg1bNLXoivdW7w"
    "A+N1eGmnc+2P6lJVrSWHgTu/+ohuq7WOoECMagPny2rXFI0LKZcUQcAdbZ2uOLGZOVuE/OIY"
    "8t9STS4pefG+SL81wBheXrCKY+iI4PhDjfQoKD4fULJG9JLb8LnqQqQGajOlqXJnbF6e0VOc"
    "hyoSQy1TfMMZfOcTccGHKA3AnAm0rh8dZDqm7YOPCsj0D6e0ZfDHrAZ8QVcwBoe7HqRv2er1"
    "FKAg7e+127Ywlo1zE+z8I/GaxwSxmqaLwjTC4HvURm6TugewtaGRe0l/CCQ7kEh3sVyY9Ok7"
    "dRDfRf5WIzl7wgRiyLZblW3lLMNTcOoQ5eV0hL/qBaWpRvIxnqyoTGOP3S6FHHWq2mBv3dwY"
    "61DlFrhNcTtsdObRF7/bH4L60nM9QbL8U//tFzvf9qexfz2y24PuX63c8VcPivh/kKV2savV"
    "T95o6aNllRRtFV8rNBlXTS02ZBQtHqRpIf+z5Cy2JQSOOZ4GKKvlZAq1XDanvIWR2cJ50otg"
    "UUNo4MKXnUKlIWrNOVQKRIjWXQj84WP8bUbD/bBBOkyEd41A7W66tfnghgJ1bgwK5SwUF4E1"
    "fz9kVEMu6AodKcThwti76w7yt+eLoDxx+P3L/0WkEDGtJ5Ze5qNR/1hwtpfECzpOhhVjy2pa"
    "Bpk5WcfSfgWBRe0dShExInIZ5sOCYDXqoZpYDR3payRiu4yKKpWiylXZjj9gLZZKbrS9avd8"
    "cz5arhkyeXEWhlvGH38Wk2f7HUZZtNBjHuN37Y0XwLN+1zUPyy/W8JD5Y1WIk+eV73a4vylc"
    "aQZCFwdKpMiigg5FryaT7+lmYn4vyFly+CKFDwPUyw/jOIa0i3huLgtyi9TBe8rsLdCA68kG"
    "iMg2GzYRvuBAOq8xgUICS2enTe+2Yj7YSwdA5zguIe3V+V8QH886J2vPdBD4gRyteCX4Et/2"
    "CDzAwlqzTOGqYclkeX0MPI6R7KCTKpH//4Ol9TMvvewgflZBxcoBpfz2RhV2CWrxOs2QHkkt"
    "+2I61b2SPYTyUMfh0eaihOtmkPXSw5YK6tlXJLf3TgYkDT+Bh0TJc0a1WQCSEPgqQ9HqntAc"
    "y5gUNMCRm1uugHkHuQnH8FDcbX+I3iEaq7iD67Lx1+qXuv6ot1n4xkcET071cgNm76lqtd/5"
    "AyW2Ku5CLVuPTa5VmXIeKO6+CZFe9ybKQgPfUwkfaD1nB0blBX1oHQvzCbabKVxIMpdxYzIj"
    "WgS4a7U5Q5z3QqPCyJ7Q172ly0FoJlXXK0jNGpSHySei+mGpIxWeFNfwmQfnDblqMOcuqUKk"
    "ifwPyI5p9vICHqpYMHEnvTxMPOvzoxZXq7a/ub1W8McbBe9H0PAuvFJDthrWoBwXf+IXOG4T"
    "txz21+fFtFw9ePwJWco5x1fRLPCIezv780GRaRCZN/5QV9/k4QAAAh9lBKIggD8Lbkf/uqTQ"
    "R5OyVJ1KyB/V7wCjjgowGba298eBuzXoPANn4DfwS9MqNKOg4E7ShxZElYJQW9hL1NnPKfx6"
    "eaw7a2U3emmvD5cb0drOP9moHRh50Xtc193zkDmaVlENhPy6rjcgFE2caiu8zKQfqgH8vkyP"
    "ziuUxlxvdIppPnMGOQcZ9X0FhD6mWdqFDwbrM6l9w7wWar7e74zLRVgb+BIE3AsEjiLWp6tX"
    "oorM26Lf67RCO0CSZv0tG3GD0NR/APjjcoso7P18YgmHxaDSfNRztZrKkbSpGQBtd39KJeph"
    "Jb6S0fEN0tWyMmOXHq1aH2FQ+2HPOEyzgRkwgC63AH1haoiZcoPjZTKpkzvfaabvYwOibFTv"
    "Nl9AwMQOhGfl/3K/aW7luPCVQb7T1D0JP9q0ImXGhxzTKvSRiNFqvH1xEfZyV29wZM0oTsDf"
    "ZEydDdtbDvCuv7tD+lMBtiw9fllkxUnVJ38TKgdH/WmAieJmaM0K/bXaEfKCcLEhykNDJi58"
    "wEsb/j48rRrLrNgWOyTxc0r/itKmSvjYdGzm0nN9jauPOhs/28KT00uYdsRfPLMafxVCPr6T"
    "CFvFehrVP96qsmNU1DsTvqGlQKjmfvjEDHV1RZMmH66hcaAK3wvDH5o1arizAnDS9hxb3hBz"
    "X2NxX3j24FupC1h7dhOgV3JT5cSgQfdwnsPbvuk9kP24exfWbpaRinVQD8EAAAHgZQJIiCAP"
    "/wtuR/+6pNBHk89VYJD3TYtO0cGn3z1anQ9D85x2WqOpuS1Zu5fGQpZNIxnI+6ZFO3vrjBkg"
    "3Mdy2Rw8Eev//Yr0bR3CXLMFwli5o3gmKZM5xcAQkeZIzRlM5lgtDYBff2mVIlp+IO7fMEig"
    "s4HHsClPjVT04dnpI/qXFSsGzgbLh0QH3KVWV3NGwIZikCA94cGTFUtosCtFKVSQwMj5r881"
    "YXznzawfCre0zhyxcVGGArq7VKLILAkVr5XZW/Ajiv123gNb3yA+dW66wisydd4GiSc/sjFZ"
    "ZBT3V4iePio4Wc1tWSJ+jwaJrJBTXcKGX4URm7bgE8YNGdS6LFU0A/tAPkkil9vF+5UcIWZq"
    "EHJv3dwPQ4YooAjgKEkfzEUL5quD31Q1h3GVJ9vSwWrQadtaHaGCg4HRu09jH+UEyxQtTFWV"
    "YHHin5VyHhxpwW4sMDf3U7ZegpKKJ7c0je1IjLomyV2i752BPpdcQ68AaBNj5LFKy5Sz23uX"
    "GVr0Lm9YfodOlX/tjWBjqyrn3UaUlWOkIJp1ikWA28LcgGnJz8mAkiigECdp22mUvnRhvsXl"
    "KMrZZBYIgROvHtInZNQV99lF6B+ms/dvH+Vw6Ptbs4OiAaE7k1Y9BKNB" },
    { .iv = 0x0000000000000006, .size = 635, .run_count = 3,
      .runs = { { 5, 285 }, { 5, 146 }, { 5, 189 } },
      .cipher =
    "AAABHkEwXHsn1+EMwPwklrRwE7i4BecCq8iliIKEn7QSO4UvmUE4GcQDlCl/ij+eS+NQ6FSY"
    "V6J23KHWMoDSo9DYZSA/LIr8Wu9Qo1Mu8sweBbSb2WvRwRTxwP32S+NWDZOY1naMelFfYLWl"
    "jEoH4tuagh7kZxNesbR2aUT7UHyQPrB+OrdY+IONRfoWEo5rSyQLQ7np8k2D0M5HK4vQaxOM"
    "K/qn8I3hH2jTVafzoHXqc8U3XL5FvAXazHjQDZRdsJcRzDz/ThKh6CCh1T2KGW5Ng+Y8KrDW"
    "/uFDENbc3OJXeIQmKOYda8Vk9CBSM2w4udUuOVEDlDd7Fbpd0etkYoXMsEGjOGrb4WrPTYUj"
    "8JG2K3AuHJT6XpEwDBqe6f6A6qcAAACTQTLJ6fZ8UTczvTJU2Ptv1mlCMoTilwPDrU9WAwZS"
    "fTvroBNyQjfKluUGMFjBQ/mdLToVG0YbGJQjnUE1hEowReoANy2fqGG99XyEACfg86SiwrfU"
    "Kd/2+SoYheo+PwtDWKPad2FO3CVr8VgycQqH2Tb0vbbL6zogDabu1SqwstxzjU3SsoPVL5K8"
    "CfRSJOiAyPy1AAAAvkGr4IaHM5UkKlMVfLrgsOZjMS0cRSOJYBMLInEWfXqsHSdWtd+W/zEA"
    "749qUdjaf7zd67E7suASgvII0Iohkp3M3jm7NJC7DZdql2LqOvXgY+ecpTmgCf4KEUUsfOXu"
    "HBLTfHuJpgLc087wZ6H2tIEiY3hENfBSgQfeHgkzLzghxhCDTViTeJzUVgVhAbe08r2I83Ul"
    "jDrC3RU+Usjy5Ygm3a6+hRK4uWsaSn79Qhld9Oaxwj+r7B016lUR6XA=",
      .plain =
    "AAABHkGaKbH/an//0WVWPoDulnoR92z50Wikzz9yxdaEGb4DAScVmOeFkipX31YE+6IYdNFL"
    "KIok88rMUXIrhUZf6Z1aJxxW6aJp85Mq6OKabuv8K89EgpyGgaiIaQytGHC0NpFui1dWq1gB"
    "gmMCArcPFw0sV9/KfrmiU6Rlj87V1XE0708iXW0ISHGsCD3cuUSqIXcq+7YP15RcmM273+1F"
    "38lHWkDoRpkWgOY0IjUJNVfgOZa69B0R9C59QJCRwkXV+G8RmyHG/MlTS5ortD+eRrC2sVKR"
    "3OSfaj163wbk8h5/g/J2mhQmv+DLc8TSeELG3+2kICOKnXcQMUW02WNqrzENXLh9EG5zPt+w"
    "zdLiOjjrhff5LmpJMzsr8fsik00AAACTQQSmimx/tHBbZ3ionauaHhDTGhEUueo38rfG7GiU"
    "8aJuQ0yh/h/H+2FZwMcyLWsxYgMi686HL59molY2H9OzwAt41WNUfRkExPaHs4VEDjHljTAR"
    "5agLhKrHteHBWqy5cYK9PpLeRFNZUb5aVJs3f4KFVXMRB9oiz4B2FRSwtssaVXXRfDvf1Mt/"
    "6u8bB7U/RcFhAAAAvkECSaKbH9CGSJUvoiIRa0lo2E8pPcCMRND5pfP5l3dtloa4zQsDSLWj"
    "2W9UWVU1AgZzPiyzvFox9tG+Ap6sdXMI0GUV1l8o/3TK9i3oRCS61W7sX2o8duWmfgq9qwbF"
    "lbfVZ7DjXgVoLLvpM6BAftY1uhy1IRoXxe9mNr6v0AM03Sz7OGX+l2J+AY7g1pWbI+D434zv"
    "PTAq7pnW4xFdAX0b1BFJgFwAlTXksKvRG0wA6btUHtTCJ3VmoSYQgYE=" },
    { .iv = 0x0000000000000007, .size = 294, .run_count = 3,
      .runs = { { 5, 138 }, { 5, 55 }, { 5, 86 } },
      .cipher =
    "AAAAiwGacEU1DALyU8Yp5A982+WsS+AuiTkV9BeqWXEVwJdw3g4sDJ/BThMijFEOCWZH8E1F"
    "jo75JFw7tbBUmo2Lbx7nZybbcXsUqGD48zNQG++HdqvuMCmjlJTARBfDB1n29r7qwfU/30j0"
    "vQ8xf4vzUuh6DwDdDaUagOimkfSZG6JaJwKnTi5/HsY3uawAAAA4AbUG/ziLLYxzURYmEJ5u"
    "kJZJ3C00voyd0VOKlFfmR+1LRdSPf7ccqCTKuE6S4hTr8gaAbQLqWLAAAABXARTXFnUuzz4m"
    "peHmBokOF3Iw8K1/Ec7kHz/bb2IYh1iu0GDC0JBAOit5RrHJJdurKSnMngOHjU7zSU4jvmAC"
    "79BUDpe9CcL+lP+oT/hc5sFmvS0voCKd",
      .plain =
    "AAAAiwGeReSfw3///amIW28BKiI/m093AVLB032gxbZFMXSmnIrexIcd6rqWFQyperDSUs5E"
    "wnytxLIdrNQDadk2YtG/zz/q0RhIGeA30k673rV4xydfp+DKD/tHU6yTfso9DvU1eUwmSExQ"
    "MAODQOcCUPUeEVLZcrT9LA1Wmf6S6hIwnnL7nG7NTjwF64EAAAA4AQSnkXkn4CESo8Z8LoIj"
    "5KbkyzHJ9KlDtJ8w08WS2YXdHBwIqL2ELPcvL/lM2DvOP2TX/xSKFkUAAABXAQJJ5F5J/+n8"
    "sq1t38cBQCeSZEEX6oVcKt5zrtx3pFpTwgW2Ft3JEcbhiRlczY55mID8Wmk0+TNK67w2WOZC"
    "w+QgFfZW2shq3l0QbQUSfCwYdaexUJsh" },
    { .iv = 0x0000000000000008, .size = 525, .run_count = 3,
      .runs = { { 5, 201 }, { 5, 132 }, { 5, 177 } },
      .cipher =
    "AAAAykGQ5Kps4SDzTxrdjXonwvIRyJNO4AhhwI/6JyjZFbUrA5SOZMIhz7bhrrsAL2rZYO+X"
    "uXEwmeCEnqvYxeHdoGDJbPA3aJZ8AtKoKEMQVqUPsnqQpkZXy8SFZhggl/9crMnZuoAceeNr"
    "UTb6WL+0KRBki+Bw1O1KyKL94+JM8JP1nfpbFoYpC1/IwwIW/oNqrxaLwwoFoSW2eDcQLniS"
    "4YnTxkihJF9RGR6b9wcdGVeKGEbof9qpKSlgjwj0WIlerIs3e1Bm6iO9RFcAAACFQYLURis2"
    "Iih9rzZbAjy/QLH0pyebu1El408Dvt224Dl7vlyrEG+M5KhReAgCYybM5YtAPsK1qRK3e8JW"
    "Dmpc3h9KwOjTbzlxlLv6Ptf5R6wwlpbraidahGvu/8H5nEySx8S9k8QGyLNycD/Wy4c58U66"
    "/YcwSWReq14jfdG9RLvsBWS98wAAALJBEL7t685BOw/DKNvYUxrteyHc5H99A4T0XGRDrDI0"
    "C9kmTpjgogiI89uhbhlJ90fbXHkkJKc90UhmT2IFHr5ohL/UyCno+BPoj1TAzl8D4UnvGVYV"
    "qGtOJEL2dBh46wuw7PLUIEjTZbD1ty6wH5zIPl7V3YiOEU6dbx2gMSBV7wx43Jtr4YzSqdMy"
    "xlqOVnqEhQqBONPc6WvdWqCS9E3qQYF0volFyQxC+r47q25x7qey",
      .plain =
    "AAAAykGaUPCGTKYf2xwkH/3nyiXdl/DZbt/wj3oEwS/hy/iAn1F/L4+CCUSTCA77xBrzYJ7Q"
    "jfAqOnD25GFxXT/vyh5xov+0ZTsK89jIWhyt2MQ6/ofJ+0p01d5CfLX7LI7d+I9HoQIBmxYX"
    "W6Ag+V59zn4NteIjznoyl/iP+F5H9/+29qbDrGXQ2Iqi/0tju7q9f2+3IW++G/wV/aTRjnkV"
    "tfLHQThuBqUXlwQjo4XmMBcoE+lALDmZxKG1IbtyJbWOwQX9KzNu25Wc/LoAAACFQQSmlDwh"
    "kymH/72zNmYT42CxUJ4vzCCAtHR5VMKg1FNCcemn8+B15x6gC2qNqXM4xzMRxGCUoqKEUOTz"
    "bSXad/yO3pW/aktPRURRM48sv7fzD/d9cpXd+DqaH6snEmjSiqiWcXnv5Yq6PCSoAQ6ub1F/"
    "+R7dfQI11yyYqRVg1VgIKS2XiAAAALJBAkmlDwhkymH/zbF2Oo3NQ8lTktb+xkFB83sOGmt/"
    "U1ranI0aU8tyJ48hBS9SvBrQgSJYAcf+KxuKl36rYS30uUgldNqZYV+f+enwPK7KCwPfZv/T"
    "HklhfuC3RkfVWEVhPSfxWRgknvx0aRjU6dgBDkIc5PLnLpVLXpqe2PEOfmTCc2vv2eoGBKKK"
    "bpzElZ2yRognxi/QXelXHOAssH0I26OsjkYr5q8ehl5ozMEA0Jxw" },
    { .iv = 0x0000000000000009, .size = 231, .run_count = 3,
      .runs = { { 5, 82 }, { 5, 50 }, { 5, 84 } },
      .cipher =
    "AAAAUwGkW0tMIkKWFmRmx0TZosiRkl5nCnh2kRy2Sx3J/6n1DIxL0oU5gJ7PBgDFeP82pFwN"
    "rdN7pHG6PEhXXy7Wg5mX6xme+1i1ieP3OZyEi+VF6uc4AAAAMwEq9Pvz2+8QXCGdUz3VJvJX"
    "jMBEYXaKET8mAsYpQbsBJglnfF6buHqvN+lcokx5NVItLwAAAFUBz/QbKBBqC9TmBqHJwoaN"
    "MToJTgJEeyNSzpYrtOee8/jVRE5FNMdCY8aGLoRQl78zeOLGtFof7pmQm6n5dbIUQ1l3ElFX"
    "qjxgf+tNagEBEC/DM4gX",
      .plain =
    "AAAAUwGebaknxZi2l/3K1eYF3GihWpg4Rkkuz2XdLLewJ5z55SRLPNv4/3lwYg6aoy/8EpFJ"
    "IqeUFaMVT5wam5Sy8ayUkXS2C/bo2i4neZ1qsDBpHm79AAAAMwEEp5tqSf/v5OgJToZZRJcP"
    "JXxFiPKStX2nFGnPHiOh3w0ZJfhCdvPXmi9CL+B/qDzLYAAAAFUBAknm2pJ/8OTRY89L2c8e"
    "JvIBbW8pQOv+1yLPVZupe8CoM+PmHhbvxWcja+bKiCkHzUNvvPUP/6m4ZzuAlVn6Ja+UP/AZ"
    "LZ90smQ//+XuDmhMmv40" },
};

#endif /* CPGPU_CENC_H */
