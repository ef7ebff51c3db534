# SPDX-License-Identifier: MIT
# A shared and a static library of SOURCES.  The makefile sets NAME, SOURCES,
# HEADERS (installed in include/NAME) and LIBS, and includes common.mk before.

SO := $(O)/lib/lib$(NAME).so
SONAME := $(notdir $(SO)).1
SHARED := $(SO).$(VERSION)
STATIC := $(O)/lib/lib$(NAME).a
OBJ := $(O)/obj/$(notdir $(CURDIR))
OBJECTS := $(SOURCES:%.c=$(OBJ)/%.o)

PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib

all: $(SHARED) $(STATIC)

$(OBJ)/%.o: %.c Makefile $(LIB_SRC)/common.mk $(LIB_SRC)/library.mk
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(COMPILE) -fPIC

$(SHARED): $(OBJECTS) $(NAME).map
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -shared -Wl,-soname,$(SONAME) -Wl,-z,defs \
		-Wl,--version-script=$(NAME).map -o $@ $(OBJECTS) $(LIBS)
	$(Q)ln -sf $(@F) $(O)/lib/$(SONAME)
	$(Q)ln -sf $(SONAME) $(SO)

$(STATIC): $(OBJECTS)
	@mkdir -p $(@D)
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $(OBJECTS)

install: all
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(PREFIX)/include/$(NAME)
	install -m 644 $(STATIC) $(SHARED) $(DESTDIR)$(LIBDIR)
	ln -sf $(notdir $(SHARED)) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/$(notdir $(SO))
	sed -e 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@VERSION@|$(VERSION)|' \
		$(NAME).pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/$(NAME).pc
	install -m 644 $(HEADERS) $(DESTDIR)$(PREFIX)/include/$(NAME)

clean:
	rm -rf $(OBJ)
	rm -f $(O)/lib/lib$(NAME).*

-include $(OBJECTS:.o=.d)
.PHONY: all install clean
